/** French social security number (NIR) with its key. */

import type { Detector } from '../detector.ts';
import { isFrenchNir } from '../personal-data.ts';

export const frenchNir: Detector = {
  id: 'french-nir',
  class: 'pii.id',
  keywords: [],
  minDigits: 14,
  minRun: 8,
  pattern:
    '(?<![0-9A-Za-z-])[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?(?:[0-9]{2}|2[ABab]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}(?![0-9A-Za-z-])',
  check: isFrenchNir,
  samples: () => ({
    hits: [`2 55 08 14 168 025 38`, `255081416802538`],
    misses: [`255081416802539`],
  }),
};
