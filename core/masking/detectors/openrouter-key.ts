/** OpenRouter and compatible keys. */

import { type Detector, fill, token } from '../detector.ts';

export const openrouterKey: Detector = {
  id: 'openrouter-key',
  class: 'credential',
  keywords: ['sk-or-'],
  pattern: token('sk-or-v1-[a-f0-9]{64}'),
  samples: () => ({
    hits: [`sk-or-v1-${fill(64, 'hex')}`],
    misses: [`sk-or-v1-`],
  }),
};
