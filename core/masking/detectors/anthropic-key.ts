/** Anthropic API and admin keys. */

import { type Detector, fill, token } from '../detector.ts';

export const anthropicKey: Detector = {
  id: 'anthropic-key',
  class: 'credential',
  keywords: ['sk-ant-'],
  pattern: token('sk-ant-(?:api|admin|sid|oat|ort)[0-9]{2}-[A-Za-z0-9_-]{80,120}'),
  samples: () => ({
    hits: [`sk-ant-api03-${fill(93)}AA`],
    misses: [`sk-ant-x`],
  }),
};
