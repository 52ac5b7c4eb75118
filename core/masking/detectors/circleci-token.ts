/** CircleCI personal and project tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const circleciToken: Detector = {
  id: 'circleci-token',
  class: 'credential',
  keywords: ['ccipat_', 'cciprj_'],
  pattern: token('CCIP(?:AT|RJ)_[A-Za-z0-9]{20,24}_[a-f0-9]{40}'),
  samples: () => ({
    hits: [`CCIPAT_${fill(22)}_${fill(40, 'hex')}`],
    misses: [`CCIPAT_x`],
  }),
};
