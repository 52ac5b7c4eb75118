/** Contentful management token. */

import { type Detector, fill, token } from '../detector.ts';

export const contentfulToken: Detector = {
  id: 'contentful-token',
  class: 'credential',
  keywords: ['cfpat-'],
  pattern: token('CFPAT-[A-Za-z0-9_-]{43}'),
  samples: () => ({
    hits: [`CFPAT-${fill(43)}`],
    misses: [`CFPAT-`],
  }),
};
