/** A value given to a name that says it is secret. */

import { type Detector, fill } from '../detector.ts';
import { isSecretAssignment } from '../secret-assignment.ts';

export const secretAssignment: Detector = {
  id: 'secret-assignment',
  class: 'secret',
  keywords: [
    'passw',
    'pwd',
    'secret',
    'token',
    'apikey',
    'api_key',
    'api-key',
    'credential',
    'passphrase',
    'private_key',
    'privatekey',
    'access_key',
    'accesskey',
    'authkey',
    'auth_key',
    'auth',
  ],
  signs: [':', '='],
  pattern: String.raw`(?<![A-Za-z0-9_.-])([A-Za-z0-9_.-]{2,64})["']?\s{0,3}(?::=|=>|[:=])\s{0,3}(?:"([^"\n]{4,400})"|'([^'\n]{4,400})'|([^\s"'&;,<>(){}]{4,400}))`,
  group: 'last',
  check: isSecretAssignment,
  samples: () => ({
    hits: [`DB_PASSWORD=${fill(12)}`, `api_key: "${fill(32)}"`, `client-secret => ${fill(24)}`],
    misses: [
      `nextToken=${fill(40)}`,
      `password: must be longer`,
      `secretArn=arn:aws:x:y:z`,
      `PASSWORD_MIN_LENGTH=12345678`,
      `tokens: 4096`,
      `secret=${'$'}{SECRET}`,
    ],
  }),
};
