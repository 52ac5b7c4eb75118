/** Razorpay key id. */

import { type Detector, fill, token } from '../detector.ts';

export const razorpayKey: Detector = {
  id: 'razorpay-key',
  class: 'credential',
  keywords: ['rzp_live_', 'rzp_test_'],
  pattern: token('rzp_(?:live|test)_[A-Za-z0-9]{14,24}'),
  samples: () => ({
    hits: [`rzp_live_${fill(14)}`],
    misses: [`rzp_live_`],
  }),
};
