/** Spanish DNI and NIE: the letter is a check. */

import type { Detector } from '../detector.ts';
import { isSpanishId } from '../personal-data.ts';

export const spanishId: Detector = {
  id: 'spanish-id',
  class: 'pii.id',
  keywords: [],
  minDigits: 7,
  minRun: 7,
  pattern: '(?<![A-Za-z0-9-])(?:[0-9]{8}|[XYZxyz][0-9]{7})-?[A-Za-z](?![A-Za-z0-9-])',
  check: isSpanishId,
  samples: () => ({
    hits: [`DNI 12345678Z`, `X1234567L`],
    misses: [`12345678A`, `X1234567A`],
  }),
};
