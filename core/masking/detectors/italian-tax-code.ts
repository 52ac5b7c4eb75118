/** Italian codice fiscale: the last letter is a check. */

import type { Detector } from '../detector.ts';
import { isItalianTaxCode } from '../personal-data.ts';

export const italianTaxCode: Detector = {
  id: 'italian-tax-code',
  class: 'pii.id',
  keywords: [],
  minDigits: 4,
  wordLength: 16,
  pattern:
    '(?<![A-Za-z0-9])[A-Za-z]{6}[0-9LMNP-V]{2}[A-EHLMPRSTa-ehlmprst][0-9LMNP-V]{2}[A-Za-z][0-9LMNP-V]{3}[A-Za-z](?![A-Za-z0-9])',
  check: isItalianTaxCode,
  samples: () => ({
    hits: [`RSSMRA85T10A562S`],
    misses: [`RSSMRA85T10A562X`],
  }),
};
