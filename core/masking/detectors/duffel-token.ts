/** Duffel access token. */

import { type Detector, fill, token } from '../detector.ts';

export const duffelToken: Detector = {
  id: 'duffel-token',
  class: 'credential',
  keywords: ['duffel_live_', 'duffel_test_'],
  pattern: token('duffel_(?:live|test)_[A-Za-z0-9_=-]{43}'),
  samples: () => ({
    hits: [`duffel_live_${fill(43)}`],
    misses: [`duffel_live_`],
  }),
};
