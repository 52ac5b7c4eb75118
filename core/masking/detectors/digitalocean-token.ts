/** DigitalOcean tokens: personal, OAuth and refresh. */

import { type Detector, fill, token } from '../detector.ts';

export const digitaloceanToken: Detector = {
  id: 'digitalocean-token',
  class: 'credential',
  keywords: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
  pattern: token('do[opr]_v1_[a-f0-9]{64}'),
  samples: () => ({
    hits: [`dop_v1_${fill(64, 'hex')}`],
    misses: [`dop_v1_abc`],
  }),
};
