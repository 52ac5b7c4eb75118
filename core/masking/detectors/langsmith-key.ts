/** LangSmith API keys. */

import { type Detector, fill, token } from '../detector.ts';

export const langsmithKey: Detector = {
  id: 'langsmith-key',
  class: 'credential',
  keywords: ['lsv2_pt_', 'lsv2_sk_'],
  pattern: token('lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}'),
  samples: () => ({
    hits: [`lsv2_pt_${fill(32, 'hex')}_${fill(10, 'hex')}`],
    misses: [`lsv2_pt_`],
  }),
};
