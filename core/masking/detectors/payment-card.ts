/** Payment card number (ISO/IEC 7812): issuer, length and Luhn. */

import type { Detector } from '../detector.ts';
import { isPaymentCard } from '../personal-data.ts';

export const paymentCard: Detector = {
  id: 'payment-card',
  class: 'pii.financial',
  keywords: [],
  minDigits: 13,
  minRun: 13,
  pattern:
    '(?<![0-9A-Za-z.-])(?<![0-9] )(?:[3-6][0-9]{12,18}|2[2-7][0-9]{14}|[2-6][0-9]{3}(?:[ -][0-9]{4}){2}[ -][0-9]{1,7}|3[47][0-9]{2}[ -][0-9]{6}[ -][0-9]{5}|3[0689][0-9]{2}[ -][0-9]{6}[ -][0-9]{4})(?![0-9A-Za-z-]|[. ][0-9])',
  check: isPaymentCard,
  form: 'partial',
  samples: () => ({
    hits: [`4111 1111 1111 1111`, `card 378282246310005 on file`, `5555-5555-5555-4444`],
    misses: [`123456789012`, `4111 1111 1111 1112`, `20260102030405`, `3000000000000000`, `order 12345678901234567890`],
  }),
};
