/** Frame.io developer token. */

import { type Detector, fill, token } from '../detector.ts';

export const frameioToken: Detector = {
  id: 'frameio-token',
  class: 'credential',
  keywords: ['fio-u-'],
  pattern: token('fio-u-[A-Za-z0-9_=-]{64}'),
  samples: () => ({
    hits: [`fio-u-${fill(64)}`],
    misses: [`fio-u-1`],
  }),
};
