/** A value given to a name that says it is secret. */

import { type Detector, fill } from '../detector.ts';
import { isSecretAssignment } from '../secret-assignment.ts';

export const secretAssignment: Detector = {
  id: 'secret-assignment',
  class: 'secret',
  keywords: [
    'pass',
    'pwd',
    'pw=',
    'pw:',
    'secret',
    'token',
    'credential',
    'dsn',
    'auth',
    '_key',
    '-key',
    'key=',
    'key:',
    'key"',
    "key'",
    'key =',
  ],
  signs: [':', '='],
  pattern: String.raw`(?<![A-Za-z0-9_.-])(?=[A-Za-z0-9_.-]{0,60}?(?:pass|pwd?|secret|token|credential|dsn|auth|key))([A-Za-z0-9_.-]{2,64})["']?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}(?:"([^"\n]{4,400})"|'([^'\n]{4,400})'|([^\s"'&;,<>(){}]{4,400}))`,
  flags: 'i',
  group: 'last',
  check: isSecretAssignment,
  samples: () => ({
    hits: [
      `DB_PASSWORD=${fill(12)}`,
      `api_key: "${fill(32)}"`,
      `client-secret => ${fill(24)}`,
      `config:\n  SMTP_PASS: ${fill(16, 'lower')}\n  region: eu-west-1`,
      `INFO: DATADOG_APP_KEY=${fill(40, 'hex')}`,
      `SNYK_TOKEN=${fill(8, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(12, 'hex')}`,
    ],
    misses: [
      `nextToken=${fill(40)}`,
      `password: must be longer`,
      `secretArn=arn:aws:x:y:z`,
      `PASSWORD_MIN_LENGTH=12345678`,
      `tokens: 4096`,
      `partition_key: ${fill(32)}`,
      `objectKey=logs/2026/11/24/part-0001`,
      `PUBLIC_KEY=${fill(44)}`,
      `secret=${'$'}{SECRET}`,
    ],
  }),
};
