/** Facebook and Instagram access token. */

import { type Detector, fill, token } from '../detector.ts';

export const facebookToken: Detector = {
  id: 'facebook-token',
  class: 'credential',
  keywords: ['eaa'],
  isWordStart: true,
  pattern: token('EAA[A-Za-z0-9]{80,400}'),
  samples: () => ({
    hits: [`EAA${fill(180)}`],
    misses: [`EAAx`],
  }),
};
