/** Render API key. */

import { type Detector, fill, token } from '../detector.ts';

export const renderKey: Detector = {
  id: 'render-key',
  class: 'credential',
  keywords: ['rnd_'],
  pattern: token('rnd_[A-Za-z0-9]{28,40}'),
  samples: () => ({
    hits: [`rnd_${fill(28)}`],
    misses: [`rnd_seed`],
  }),
};
