/** Brevo API and SMTP keys. */

import { type Detector, fill, token } from '../detector.ts';

export const brevoKey: Detector = {
  id: 'brevo-key',
  class: 'credential',
  keywords: ['xkeysib-', 'xsmtpsib-'],
  pattern: token('x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}'),
  samples: () => ({
    hits: [`xkeysib-${fill(64, 'hex')}-${fill(16)}`],
    misses: [`xkeysib-`],
  }),
};
