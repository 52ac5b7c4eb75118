/** Netlify personal access token. */

import { type Detector, fill, token } from '../detector.ts';

export const netlifyToken: Detector = {
  id: 'netlify-token',
  class: 'credential',
  keywords: ['nfp_', 'nfc_', 'nfo_', 'nfu_'],
  pattern: token('nf[pcou]_[A-Za-z0-9_]{36,64}'),
  samples: () => ({
    hits: [`nfp_${fill(40)}`],
    misses: [`nfp_x`],
  }),
};
