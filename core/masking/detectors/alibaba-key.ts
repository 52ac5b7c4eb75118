/** Alibaba Cloud access key id. */

import { type Detector, fill, token } from '../detector.ts';

export const alibabaKey: Detector = {
  id: 'alibaba-key',
  class: 'credential',
  keywords: ['ltai'],
  pattern: token('LTAI[A-Za-z0-9]{16,20}'),
  samples: () => ({
    hits: [`LTAI${fill(20)}`],
    misses: [`LTAIxx`],
  }),
};
