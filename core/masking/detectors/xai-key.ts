/** xAI API key. */

import { type Detector, fill, token } from '../detector.ts';

export const xaiKey: Detector = {
  id: 'xai-key',
  class: 'credential',
  keywords: ['xai-'],
  isWordStart: true,
  pattern: token('xai-[A-Za-z0-9]{70,90}'),
  samples: () => ({
    hits: [`xai-${fill(80)}`],
    misses: [`xai-x`],
  }),
};
