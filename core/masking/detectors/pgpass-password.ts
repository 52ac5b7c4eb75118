/** Password of a PostgreSQL password file: host, port, database, user, password. */

import { type Detector, fill } from '../detector.ts';
import { isPlaceholder } from '../entropy.ts';

export const pgpassPassword: Detector = {
  id: 'pgpass-password',
  class: 'credential',
  keywords: [':5432:', ':5439:', ':5433:'],
  pattern: String.raw`(?<![A-Za-z0-9.*:-])[A-Za-z0-9.*-]{1,128}:54[0-9]{2}:[^:\s]{1,64}:[^:\s]{1,64}:([^:\s]{6,128})(?!\S)`,
  group: 1,
  check: (value) => !isPlaceholder(value),
  samples: () => ({
    hits: [`db.internal:5432:app:svc:${fill(14)}`],
    misses: [`db.internal:5432:app`, `0.0.0.0:5432:5432`],
  }),
};
