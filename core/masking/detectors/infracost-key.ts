/** Infracost API key. */

import { type Detector, fill, token } from '../detector.ts';

export const infracostKey: Detector = {
  id: 'infracost-key',
  class: 'credential',
  keywords: ['ico-'],
  isWordStart: true,
  pattern: token('ico-[A-Za-z0-9]{32}'),
  samples: () => ({
    hits: [`ico-${fill(32)}`],
    misses: [`ico-small`],
  }),
};
