/** MaxMind license key. */

import { type Detector, fill, token } from '../detector.ts';

export const maxmindKey: Detector = {
  id: 'maxmind-key',
  class: 'credential',
  keywords: ['_mmk'],
  pattern: token('[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk'),
  samples: () => ({
    hits: [`${fill(6)}_${fill(29)}_mmk`],
    misses: [`a_mmk`],
  }),
};
