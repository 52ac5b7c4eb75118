/** Adobe client secret. */

import { type Detector, fill, token } from '../detector.ts';

export const adobeSecret: Detector = {
  id: 'adobe-secret',
  class: 'credential',
  keywords: ['p8e-'],
  isWordStart: true,
  pattern: token('p8e-[A-Za-z0-9_-]{32}'),
  samples: () => ({
    hits: [`p8e-${fill(32)}`],
    misses: [`p8e-short`],
  }),
};
