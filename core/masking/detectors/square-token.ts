/** Square access tokens and secrets. */

import { type Detector, fill, token } from '../detector.ts';

export const squareToken: Detector = {
  id: 'square-token',
  class: 'credential',
  keywords: ['sq0csp-', 'sq0atp-', 'sq0idp-', 'eaaa'],
  pattern: token('sq0(?:csp|atp|idp)-[A-Za-z0-9_-]{22,43}|EAAA[A-Za-z0-9_-]{60}'),
  samples: () => ({
    hits: [`sq0csp-${fill(43)}`, `EAAA${fill(60)}`],
    misses: [`sq0csp-x`],
  }),
};
