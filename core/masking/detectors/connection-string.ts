/** The password in an ODBC, ADO.NET or JDBC connection string. */

import { type Detector, fill } from '../detector.ts';
import { isPlaceholder } from '../entropy.ts';

export const connectionString: Detector = {
  id: 'connection-string',
  class: 'credential',
  keywords: ['password=', 'pwd='],
  pattern: String.raw`[;&?\s"'](?:Password|Pwd)=([^;&\s"']{3,256})`,
  flags: 'i',
  group: 1,
  check: (value) => !isPlaceholder(value),
  samples: () => ({
    hits: [`Server=db;Database=app;User Id=sa;Password=${fill(14)};`, `jdbc:mysql://h/db?user=u&password=${fill(12)}`],
    misses: [`?password=<password>`, `Password=${'$'}{DB_PASSWORD};`],
  }),
};
