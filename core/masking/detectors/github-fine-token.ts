/** GitHub fine-grained personal access token. */

import { type Detector, fill, token } from '../detector.ts';

export const githubFineToken: Detector = {
  id: 'github-fine-token',
  class: 'credential',
  keywords: ['github_pat_'],
  pattern: token('github_pat_[A-Za-z0-9_]{82}'),
  samples: () => ({
    hits: [`github_pat_${fill(22)}_${fill(59)}`],
    misses: [`github_pat_x`],
  }),
};
