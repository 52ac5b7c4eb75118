/** Canadian social insurance number near its name (Luhn). */

import { passesLuhn } from '../check-digits.ts';
import type { Detector } from '../detector.ts';

export const canadianSin: Detector = {
  id: 'canadian-sin',
  class: 'pii.id',
  keywords: ['sin', 'social insurance'],
  minDigits: 9,
  pattern: '(?<![0-9A-Za-z-])[1-79][0-9]{2}[ -][0-9]{3}[ -][0-9]{3}(?![0-9A-Za-z-])',
  check: passesLuhn,
  samples: () => ({
    hits: [`SIN 130-692-544`],
    misses: [`SIN 130-692-545`],
  }),
};
