/** EasyPost API keys. */

import { type Detector, fill, token } from '../detector.ts';

export const easypostKey: Detector = {
  id: 'easypost-key',
  class: 'credential',
  keywords: ['ezak', 'eztk'],
  isWordStart: true,
  pattern: token('EZ[AT]K[A-Za-z0-9]{54}'),
  samples: () => ({
    hits: [`EZAK${fill(54)}`],
    misses: [`EZAKx`],
  }),
};
