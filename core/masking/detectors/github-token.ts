/** GitHub tokens: personal, OAuth, user, server, refresh. */

import { type Detector, fill, token } from '../detector.ts';

export const githubToken: Detector = {
  id: 'github-token',
  class: 'credential',
  keywords: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
  pattern: token('gh[pousr]_[A-Za-z0-9]{36,255}'),
  samples: () => ({
    hits: [`token: ghp_${fill(36)}`, `ghs_${fill(36)}`],
    misses: [`ghp_short`],
  }),
};
