/** Replicate API token. */

import { type Detector, fill, token } from '../detector.ts';

export const replicateToken: Detector = {
  id: 'replicate-token',
  class: 'credential',
  keywords: ['r8_'],
  isWordStart: true,
  pattern: token('r8_[A-Za-z0-9]{37}'),
  samples: () => ({
    hits: [`r8_${fill(37)}`],
    misses: [`r8_x`],
  }),
};
