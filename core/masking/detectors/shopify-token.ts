/** Shopify tokens and shared secrets. */

import { type Detector, fill, token } from '../detector.ts';

export const shopifyToken: Detector = {
  id: 'shopify-token',
  class: 'credential',
  keywords: ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shpua_'],
  pattern: token('shp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{32}'),
  samples: () => ({
    hits: [`shpat_${fill(32, 'hex')}`],
    misses: [`shpat_x`],
  }),
};
