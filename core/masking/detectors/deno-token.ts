/** Deno Deploy tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const denoToken: Detector = {
  id: 'deno-token',
  class: 'credential',
  keywords: ['ddp_', 'ddo_', 'ddw_'],
  pattern: token('dd[pow]_[A-Za-z0-9]{36}'),
  samples: () => ({
    hits: [`ddp_${fill(36)}`],
    misses: [`ddp_`],
  }),
};
