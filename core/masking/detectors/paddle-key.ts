/** Paddle API key. */

import { type Detector, fill, token } from '../detector.ts';

export const paddleKey: Detector = {
  id: 'paddle-key',
  class: 'credential',
  keywords: ['pdl_live_apikey_', 'pdl_sdbx_apikey_'],
  pattern: token('pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}'),
  samples: () => ({
    hits: [`pdl_live_apikey_${fill(26, 'lower')}_${fill(22)}_${fill(3)}`],
    misses: [`pdl_live_apikey_x`],
  }),
};
