/** Azure DevOps personal access token: a signature before its last four characters. */

import { type Detector, fill, token } from '../detector.ts';

export const azureDevopsToken: Detector = {
  id: 'azure-devops-token',
  class: 'credential',
  keywords: ['azdo'],
  pattern: token('[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}'),
  samples: () => ({
    hits: [`${fill(76)}AZDO${fill(4)}`],
    misses: [`azdo-pipeline`],
  }),
};
