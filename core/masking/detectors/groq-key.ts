/** Groq API key. */

import { type Detector, fill, token } from '../detector.ts';

export const groqKey: Detector = {
  id: 'groq-key',
  class: 'credential',
  keywords: ['gsk_'],
  isWordStart: true,
  pattern: token('gsk_[A-Za-z0-9]{52}'),
  samples: () => ({
    hits: [`gsk_${fill(52)}`],
    misses: [`gsk_x`],
  }),
};
