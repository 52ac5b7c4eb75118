/** Braintree and PayPal access tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const braintreeToken: Detector = {
  id: 'braintree-token',
  class: 'credential',
  keywords: ['access_token$'],
  pattern: token(String.raw`access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}`),
  samples: () => ({
    hits: [`access_token$production$${fill(16, 'lower')}$${fill(32, 'hex')}`],
    misses: [`access_token$x`],
  }),
};
