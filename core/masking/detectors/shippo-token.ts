/** Shippo API token. */

import { type Detector, fill, token } from '../detector.ts';

export const shippoToken: Detector = {
  id: 'shippo-token',
  class: 'credential',
  keywords: ['shippo_live_', 'shippo_test_'],
  pattern: token('shippo_(?:live|test)_[a-f0-9]{40}'),
  samples: () => ({
    hits: [`shippo_live_${fill(40, 'hex')}`],
    misses: [`shippo_live_`],
  }),
};
