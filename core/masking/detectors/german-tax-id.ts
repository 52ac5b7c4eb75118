/** German tax id near its name, with its check digit (ISO 7064). */

import { passesMod11And10 } from '../check-digits.ts';
import type { Detector } from '../detector.ts';

export const germanTaxId: Detector = {
  id: 'german-tax-id',
  class: 'pii.id',
  keywords: ['steuer', 'idnr', 'tax id', 'tax_id', 'taxid', 'tin'],
  minDigits: 11,
  pattern: '(?<![0-9A-Za-z-])[1-9][0-9](?: ?[0-9]{3}){3}(?![0-9A-Za-z-])',
  check: passesMod11And10,
  samples: () => ({
    hits: [`Steuer-ID: 86 095 742 719`],
    misses: [`Steuer-ID: 86 095 742 718`],
  }),
};
