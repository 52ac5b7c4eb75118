/** International bank account number (ISO 13616). */

import type { Detector } from '../detector.ts';
import { isIban } from '../personal-data.ts';

export const iban: Detector = {
  id: 'iban',
  class: 'pii.financial',
  keywords: [],
  minDigits: 8,
  minRun: 7,
  pattern:
    '(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[A-Za-z0-9]{11,30}|(?: [A-Za-z0-9]{4}){2,7}(?: [A-Za-z0-9]{1,3})?)(?![A-Za-z0-9])',
  check: isIban,
  form: 'partial',
  samples: () => ({
    hits: [`DE89 3704 0044 0532 0130 00`, `GB82WEST12345698765432`, `pay nl91abna0417164300 now`],
    misses: [`DE00 3704 0044 0532 0130 00`, `GB82WEST12345698765431`],
  }),
};
