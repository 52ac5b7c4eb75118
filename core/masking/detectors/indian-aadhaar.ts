/** Indian Aadhaar number, as it is written, with its check digit (Verhoeff). */

import { passesVerhoeff } from '../check-digits.ts';
import type { Detector } from '../detector.ts';

export const indianAadhaar: Detector = {
  id: 'indian-aadhaar',
  class: 'pii.id',
  keywords: [],
  minDigits: 12,
  minRun: 12,
  pattern: '(?<![0-9A-Za-z-])(?<![0-9] )[2-9][0-9]{3} [0-9]{4} [0-9]{4}(?![0-9A-Za-z-]| [0-9])',
  check: passesVerhoeff,
  samples: () => ({
    hits: [`2341 2341 2346`],
    misses: [`2341 2341 2347`],
  }),
};
