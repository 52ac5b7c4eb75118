/** The password in an ODBC, ADO.NET or JDBC connection string. */

import { type Detector, fill } from '../detector.ts';
import { isPlaceholder } from '../entropy.ts';

export const connectionString: Detector = {
  id: 'connection-string',
  class: 'credential',
  keywords: ['password=', 'pwd=', 'jdbc:oracle'],
  pattern: String.raw`[;&?\s"'](?:Password|Pwd)=([^;&\s"']{3,256})|jdbc:oracle:[a-z0-9]{1,8}:[^\s/"'@]{1,64}/([^\s"'@]{3,128})@`,
  flags: 'i',
  group: 'last',
  check: (value) => !isPlaceholder(value),
  samples: () => ({
    hits: [
      `Server=db;Database=app;User Id=sa;Password=${fill(14)};`,
      `jdbc:mysql://h/db?user=u&password=${fill(12)}`,
      `jdbc:oracle:thin:app/${fill(12)}@//db.example.com:1521/ORCL`,
    ],
    misses: [`?password=<password>`, `jdbc:oracle:thin:@//db.example.com:1521/ORCL`, `Password=${'$'}{DB_PASSWORD};`],
  }),
};
