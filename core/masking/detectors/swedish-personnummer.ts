/** Swedish personnummer, as it is written with its hyphen (Luhn). */

import type { Detector } from '../detector.ts';
import { isPersonnummer } from '../personal-data.ts';

export const swedishPersonnummer: Detector = {
  id: 'swedish-personnummer',
  class: 'pii.id',
  keywords: [],
  minDigits: 10,
  minRun: 10,
  pattern: '(?<![0-9A-Za-z-])(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[-+][0-9]{4}(?![0-9A-Za-z]|-[0-9])',
  check: isPersonnummer,
  samples: () => ({
    hits: [`811228-9874`, `19811228-9874`],
    misses: [`811228-9875`, `20260102-0305`],
  }),
};
