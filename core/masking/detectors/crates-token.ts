/** crates.io API token. */

import { type Detector, fill, token } from '../detector.ts';

export const cratesToken: Detector = {
  id: 'crates-token',
  class: 'credential',
  keywords: ['cio'],
  isWordStart: true,
  pattern: token('cio[A-Za-z0-9]{32}'),
  samples: () => ({
    hits: [`cio${fill(32)}`],
    misses: [`cio`],
  }),
};
