/** Aiven service password. */

import { type Detector, fill, token } from '../detector.ts';

export const aivenPassword: Detector = {
  id: 'aiven-password',
  class: 'credential',
  keywords: ['avns_'],
  pattern: token('AVNS_[A-Za-z0-9_-]{19}'),
  samples: () => ({
    hits: [`AVNS_${fill(19)}`],
    misses: [`AVNS_x`],
  }),
};
