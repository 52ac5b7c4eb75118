/** UK NHS number near its name, with its check digit. */

import type { Detector } from '../detector.ts';
import { isNhsNumber } from '../personal-data.ts';

export const ukNhs: Detector = {
  id: 'uk-nhs',
  class: 'pii.id',
  keywords: ['nhs'],
  minDigits: 10,
  pattern: '(?<![0-9A-Za-z-])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9A-Za-z-])',
  check: isNhsNumber,
  samples: () => ({
    hits: [`NHS number 943 476 5919`],
    misses: [`NHS number 943 476 5918`],
  }),
};
