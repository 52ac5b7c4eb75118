/** Stripe secret, restricted and webhook keys; Clerk writes its own alike. */

import { type Detector, fill, token } from '../detector.ts';

export const stripeKey: Detector = {
  id: 'stripe-key',
  class: 'credential',
  keywords: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_', 'sk_prod_', 'rk_prod_'],
  pattern: token('[sr]k_(?:live|test|prod)_[A-Za-z0-9]{16,250}|whsec_[A-Za-z0-9+/]{32,64}={0,2}'),
  samples: () => ({
    hits: [`sk_li${''}ve_${fill(24)}`, `wh${''}sec_${fill(32)}`],
    misses: [`sk_live_x`],
  }),
};
