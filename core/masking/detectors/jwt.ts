/** JSON Web Token (RFC 7519), signed or encrypted. */

import { type Detector, fill, token } from '../detector.ts';

export const jwt: Detector = {
  id: 'jwt',
  class: 'credential',
  keywords: ['eyj'],
  pattern: token(
    String.raw`eyJ[A-Za-z0-9_-]{8,2000}\.(?:eyJ[A-Za-z0-9_-]{8,6000}\.[A-Za-z0-9_-]{8,1400}|[A-Za-z0-9_-]{0,1400}\.[A-Za-z0-9_-]{8,64}\.[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{16,64})`,
  ),
  samples: () => ({
    hits: [`eyJhbGciOiJIUzI1NiJ9.eyJ${fill(60)}.${fill(43)}`],
    misses: [`eyJsome`],
  }),
};
