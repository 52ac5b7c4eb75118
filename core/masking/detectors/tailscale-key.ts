/** Tailscale keys. */

import { type Detector, fill, token } from '../detector.ts';

export const tailscaleKey: Detector = {
  id: 'tailscale-key',
  class: 'credential',
  keywords: ['tskey-'],
  pattern: token('tskey-[a-z]{2,12}-[A-Za-z0-9]{10,24}-[A-Za-z0-9]{20,40}'),
  samples: () => ({
    hits: [`tskey-auth-${fill(17)}-${fill(32)}`],
    misses: [`tskey-auth`],
  }),
};
