/** Resend API key. */

import { type Detector, fill, token } from '../detector.ts';

export const resendKey: Detector = {
  id: 'resend-key',
  class: 'credential',
  keywords: ['re_'],
  isWordStart: true,
  pattern: token('re_[A-Za-z0-9]{8,10}_[A-Za-z0-9]{20,26}'),
  samples: () => ({
    hits: [`re_${fill(8)}_${fill(24)}`],
    misses: [`re_invent_2025`],
  }),
};
