/** Honeycomb ingest and management keys. */

import { type Detector, fill, token } from '../detector.ts';

export const honeycombKey: Detector = {
  id: 'honeycomb-key',
  class: 'credential',
  keywords: ['hcaik_', 'hcbik_', 'hcxik_', 'hcxmk_'],
  pattern: token('hc[abx][im]k_[a-z0-9]{26,64}'),
  samples: () => ({
    hits: [`hcaik_${fill(58, 'lower')}`],
    misses: [`hcaik_x`],
  }),
};
