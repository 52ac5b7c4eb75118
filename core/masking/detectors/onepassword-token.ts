/** 1Password service account token and secret key. */

import { type Detector, fill, token } from '../detector.ts';

export const onepasswordToken: Detector = {
  id: 'onepassword-token',
  class: 'credential',
  keywords: ['ops_eyj', 'a3-'],
  isWordStart: true,
  pattern: token('ops_eyJ[A-Za-z0-9+/_-]{200,2000}={0,3}|A3-[A-Z0-9]{6}(?:-[A-Z0-9]{5,11}){4,5}'),
  samples: () => ({
    hits: [
      `ops_eyJ${fill(260)}`,
      `A3-${fill(6, 'upper')}-${fill(11, 'upper')}-${fill(5, 'upper')}-${fill(5, 'upper')}-${fill(5, 'upper')}`,
    ],
    misses: [`A3-size paper`, `A3-${fill(6, 'upper')}-${fill(4, 'upper')}`],
  }),
};
