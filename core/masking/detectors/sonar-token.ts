/** SonarQube and SonarCloud tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const sonarToken: Detector = {
  id: 'sonar-token',
  class: 'credential',
  keywords: ['squ_', 'sqa_', 'sqp_'],
  pattern: token('sq[upa]_[a-f0-9]{40}'),
  samples: () => ({
    hits: [`squ_${fill(40, 'hex')}`],
    misses: [`squ_x`],
  }),
};
