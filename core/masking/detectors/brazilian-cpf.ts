/** Brazilian CPF, as it is written, with its two check digits. */

import type { Detector } from '../detector.ts';
import { isBrazilianCpf } from '../personal-data.ts';

export const brazilianCpf: Detector = {
  id: 'brazilian-cpf',
  class: 'pii.id',
  keywords: [],
  minDigits: 11,
  minRun: 11,
  pattern: String.raw`(?<![0-9A-Za-z.-])[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}(?![0-9A-Za-z-])`,
  check: isBrazilianCpf,
  samples: () => ({
    hits: [`529.982.247-25`],
    misses: [`529.982.247-26`, `111.111.111-11`],
  }),
};
