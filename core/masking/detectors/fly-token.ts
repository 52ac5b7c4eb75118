/** Fly.io tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const flyToken: Detector = {
  id: 'fly-token',
  class: 'credential',
  keywords: ['fm2_', 'fo1_', 'fm1'],
  pattern: token('fm[12][ar]?_[A-Za-z0-9+/]{100,3000}={0,3}|fo1_[A-Za-z0-9_-]{43}'),
  samples: () => ({
    hits: [`fm2_${fill(160)}`, `fo1_${fill(43)}`],
    misses: [`fo1_x`],
  }),
};
