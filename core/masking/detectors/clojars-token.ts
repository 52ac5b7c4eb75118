/** Clojars deploy token. */

import { type Detector, fill, token } from '../detector.ts';

export const clojarsToken: Detector = {
  id: 'clojars-token',
  class: 'credential',
  keywords: ['clojars_'],
  pattern: token('CLOJARS_[a-z0-9]{60}'),
  samples: () => ({
    hits: [`CLOJARS_${fill(60, 'lower')}`],
    misses: [`CLOJARS_USERNAME`],
  }),
};
