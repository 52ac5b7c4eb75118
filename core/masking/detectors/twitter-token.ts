/** X (Twitter) bearer token. */

import { type Detector, fill, token } from '../detector.ts';

export const twitterToken: Detector = {
  id: 'twitter-token',
  class: 'credential',
  keywords: ['aaaaaaaaaaaaaaaaaaaaa'],
  pattern: token('A{21,22}[A-Za-z0-9%]{60,120}'),
  samples: () => ({
    hits: [`AAAAAAAAAAAAAAAAAAAAAA${fill(80)}`],
    misses: [`AAAAAAAAAAAAAAAAAAAAA`],
  }),
};
