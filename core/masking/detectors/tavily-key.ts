/** Tavily and Firecrawl keys. */

import { type Detector, fill, token } from '../detector.ts';

export const tavilyKey: Detector = {
  id: 'tavily-key',
  class: 'credential',
  keywords: ['tvly-', 'fc-'],
  isWordStart: true,
  pattern: token('tvly-(?:dev-|prod-)?[A-Za-z0-9]{28,40}|fc-[a-f0-9]{32}'),
  samples: () => ({
    hits: [`tvly-${fill(32)}`, `fc-${fill(32, 'hex')}`],
    misses: [`fc-barcelona`],
  }),
};
