/** OpenAI API keys. */

import { type Detector, fill, token } from '../detector.ts';

export const openaiKey: Detector = {
  id: 'openai-key',
  class: 'credential',
  keywords: ['sk-'],
  isWordStart: true,
  pattern: token(
    'sk-(?:(?:proj|svcacct|admin|None)-)?[A-Za-z0-9_-]{20,110}T3BlbkFJ[A-Za-z0-9_-]{20,110}|sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{80,200}',
  ),
  samples: () => ({
    hits: [`sk-${fill(20)}T3BlbkFJ${fill(20)}`, `sk-proj-${fill(156)}`],
    misses: [`sk-learn`],
  }),
};
