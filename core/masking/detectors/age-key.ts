/** age secret key. */

import { type Detector, fill, token } from '../detector.ts';

export const ageKey: Detector = {
  id: 'age-key',
  class: 'key-material',
  keywords: ['age-secret-key-1'],
  pattern: token('AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'),
  samples: () => ({
    hits: [
      `AGE-SECRET-KEY-1${fill(90, 'upper')
        .replace(/[B1IO]/g, '')
        .slice(0, 58)}`,
    ],
    misses: [`AGE-SECRET-KEY-1`],
  }),
};
