/** HashiCorp Vault tokens: service, batch, recovery. */

import { type Detector, fill, token } from '../detector.ts';

export const vaultToken: Detector = {
  id: 'vault-token',
  class: 'credential',
  keywords: ['hvs.', 'hvb.', 'hvr.'],
  pattern: token(String.raw`hv[sbr]\.[A-Za-z0-9_-]{24,400}`),
  samples: () => ({
    hits: [`hvs.${fill(95)}`],
    misses: [`hvs.x`],
  }),
};
