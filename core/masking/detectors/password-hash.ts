/** A password hash in crypt or PHC form: it can be guessed offline. */

import { type Detector, fill } from '../detector.ts';

export const passwordHash: Detector = {
  id: 'password-hash',
  class: 'secret',
  keywords: ['$2a$', '$2b$', '$2y$', '$6$', '$5$', '$argon2', '$y$', '$apr1$', 'pbkdf2'],
  pattern: String.raw`\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}|\$(?:[56]|y|apr1)\$(?:[A-Za-z0-9=,]{1,24}\$)?[./A-Za-z0-9]{1,32}\$[./A-Za-z0-9]{22,86}|\$argon2(?:id|i|d)\$v=[0-9]{1,3}\$[a-z0-9=,]{1,60}\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{16,128}`,
  samples: () => ({
    hits: [`${'$'}2b${'$'}12${'$'}${fill(53)}`],
    misses: [`costs ${'$'}5${'$'}`],
  }),
};
