/** Sentry organisation and user tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const sentryToken: Detector = {
  id: 'sentry-token',
  class: 'credential',
  keywords: ['sntrys_', 'sntryu_'],
  pattern: token('sntrys_eyJ[A-Za-z0-9+/]{80,400}={0,2}_[A-Za-z0-9+/]{43}|sntryu_[a-f0-9]{64}'),
  samples: () => ({
    hits: [`sntrys_eyJ${fill(160)}_${fill(43)}`, `sntryu_${fill(64, 'hex')}`],
    misses: [`sntryu_x`],
  }),
};
