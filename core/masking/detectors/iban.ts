/** International bank account number (ISO 13616). */

import type { Detector } from '../detector.ts';
import { ibanPattern, ibanStarts, isIban } from '../personal-data.ts';

export const iban: Detector = {
  id: 'iban',
  class: 'pii.financial',
  keywords: ibanStarts,
  isWordStart: true,
  minDigits: 4,
  pattern: `(?<![A-Za-z0-9])(?:${ibanPattern})(?![A-Za-z0-9])`,
  flags: 'i',
  check: isIban,
  form: 'partial',
  samples: () => ({
    hits: [
      `DE89 3704 0044 0532 0130 00`,
      `GB82WEST12345698765432`,
      `pay nl91abna0417164300 now`,
      `to AT61 1904 3002 3457 3201 by Friday`,
      `AT61-1904-3002-3457-3201`,
    ],
    misses: [`DE00 3704 0044 0532 0130 00`, `GB82WEST12345698765431`, `DE89 3704 0044 0532 0130`],
  }),
};
