/** Dynatrace tokens: a public part and a secret one. */

import { type Detector, fill, token } from '../detector.ts';

export const dynatraceToken: Detector = {
  id: 'dynatrace-token',
  class: 'credential',
  keywords: ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s16.'],
  pattern: token(String.raw`dt0[a-z][0-9]{2}\.[A-Z2-7]{8,24}\.[A-Z2-7]{64}`),
  samples: () => ({
    hits: [`dt0c01.${fill(24, 'upper').replace(/[0189]/g, 'A')}.${fill(64, 'upper').replace(/[0189]/g, 'A')}`],
    misses: [`dt0c01.x`],
  }),
};
