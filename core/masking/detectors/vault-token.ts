/** HashiCorp Vault tokens: service, batch, recovery, and those of before version 1.10. */

import { type Detector, fill, token } from '../detector.ts';
import { looksRandom } from '../entropy.ts';

export const vaultToken: Detector = {
  id: 'vault-token',
  class: 'credential',
  keywords: ['hvs.', 'hvb.', 'hvr.', 's.', 'b.'],
  isWordStart: true,
  pattern: token(String.raw`hv[sbr]\.[A-Za-z0-9_-]{24,400}|[sb]\.[A-Za-z0-9]{24}`),
  check: (value) => value.startsWith('hv') || (looksRandom(value) && /[A-Z]/.test(value) && /[a-z]{2}/.test(value)),
  samples: () => ({
    hits: [`hvs.${fill(95)}`, `X-Vault-Token: s.${fill(24)}`],
    misses: [`hvs.x`, `s.${fill(24, 'lower')}`, `it's.${fill(12)}`],
  }),
};
