/** Dutch BSN near its name: the eleven test. */

import type { Detector } from '../detector.ts';
import { isBsn } from '../personal-data.ts';

export const dutchBsn: Detector = {
  id: 'dutch-bsn',
  class: 'pii.id',
  keywords: ['bsn', 'burgerservice'],
  minDigits: 9,
  pattern: '(?<![0-9A-Za-z-])[0-9]{9}(?![0-9A-Za-z-])',
  check: isBsn,
  samples: () => ({
    hits: [`BSN: 111222333`],
    misses: [`BSN: 111222334`],
  }),
};
