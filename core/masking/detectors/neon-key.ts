/** Neon API key. */

import { type Detector, fill, token } from '../detector.ts';

export const neonKey: Detector = {
  id: 'neon-key',
  class: 'credential',
  keywords: ['napi_'],
  pattern: token('napi_[a-z0-9]{60,70}'),
  samples: () => ({
    hits: [`napi_${fill(64, 'lower')}`],
    misses: [`napi_x`],
  }),
};
