/** Elastic Cloud API key. */

import { type Detector, fill, token } from '../detector.ts';

export const elasticKey: Detector = {
  id: 'elastic-key',
  class: 'credential',
  keywords: ['essu_'],
  pattern: token('essu_[A-Za-z0-9+/]{50,120}={0,2}'),
  samples: () => ({
    hits: [`essu_${fill(80)}`],
    misses: [`essu_x`],
  }),
};
