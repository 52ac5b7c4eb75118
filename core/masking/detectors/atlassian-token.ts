/** Atlassian API token. */

import { type Detector, fill, token } from '../detector.ts';

export const atlassianToken: Detector = {
  id: 'atlassian-token',
  class: 'credential',
  keywords: ['atatt3'],
  pattern: token('ATATT3[A-Za-z0-9_=-]{60,400}'),
  samples: () => ({
    hits: [`ATATT3xFfGF0${fill(170)}`],
    misses: [`ATATT3`],
  }),
};
