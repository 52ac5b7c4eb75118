/** Typeform token. */

import { type Detector, fill, token } from '../detector.ts';

export const typeformToken: Detector = {
  id: 'typeform-token',
  class: 'credential',
  keywords: ['tfp_'],
  pattern: token('tfp_[A-Za-z0-9_.=-]{40,60}'),
  samples: () => ({
    hits: [`tfp_${fill(44)}`],
    misses: [`tfp_`],
  }),
};
