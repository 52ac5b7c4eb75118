/** Dynatrace tokens: a public part and a secret one. */

import { type Detector, fill, token } from '../detector.ts';

export const dynatraceToken: Detector = {
  id: 'dynatrace-token',
  class: 'credential',
  keywords: ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s16.'],
  pattern: token(String.raw`dt0[a-z][0-9]{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}`),
  samples: () => ({
    hits: [`dt0c01.${fill(24, 'upper')}.${fill(64, 'upper')}`],
    misses: [`dt0c01.x`],
  }),
};
