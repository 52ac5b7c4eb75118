/** Polish PESEL near its name, with its check digit. */

import type { Detector } from '../detector.ts';
import { isPesel } from '../personal-data.ts';

export const polishPesel: Detector = {
  id: 'polish-pesel',
  class: 'pii.id',
  keywords: ['pesel'],
  minDigits: 11,
  pattern: '(?<![0-9A-Za-z-])[0-9]{11}(?![0-9A-Za-z-])',
  check: isPesel,
  samples: () => ({
    hits: [`PESEL 44051401359`],
    misses: [`PESEL 44051401358`],
  }),
};
