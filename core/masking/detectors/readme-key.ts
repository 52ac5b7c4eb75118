/** ReadMe API key. */

import { type Detector, fill, token } from '../detector.ts';

export const readmeKey: Detector = {
  id: 'readme-key',
  class: 'credential',
  keywords: ['rdme_'],
  pattern: token('rdme_[a-z0-9]{70}'),
  samples: () => ({
    hits: [`rdme_${fill(70, 'lower')}`],
    misses: [`rdme_`],
  }),
};
