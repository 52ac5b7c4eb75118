/** Docker Hub access tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const dockerToken: Detector = {
  id: 'docker-token',
  class: 'credential',
  keywords: ['dckr_pat_', 'dckr_oat_'],
  pattern: token('dckr_[po]at_[A-Za-z0-9_-]{27,32}'),
  samples: () => ({
    hits: [`dckr_pat_${fill(27)}`],
    misses: [`dckr_pat_x`],
  }),
};
