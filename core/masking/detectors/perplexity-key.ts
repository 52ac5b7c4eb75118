/** Perplexity API key. */

import { type Detector, fill, token } from '../detector.ts';

export const perplexityKey: Detector = {
  id: 'perplexity-key',
  class: 'credential',
  keywords: ['pplx-'],
  pattern: token('pplx-[A-Za-z0-9]{48}'),
  samples: () => ({
    hits: [`pplx-${fill(48)}`],
    misses: [`pplx-70b-online`],
  }),
};
