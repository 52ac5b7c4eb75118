/** Doppler tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const dopplerToken: Detector = {
  id: 'doppler-token',
  class: 'credential',
  keywords: ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'],
  pattern: token(String.raw`dp\.(?:pt|ct|sa|scim|audit|st(?:\.[a-z0-9_-]{2,35})?)\.[A-Za-z0-9]{40,44}`),
  samples: () => ({
    hits: [`dp.pt.${fill(43)}`],
    misses: [`dp.pt.x`],
  }),
};
