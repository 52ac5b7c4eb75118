/** Scalingo API token. */

import { type Detector, fill, token } from '../detector.ts';

export const scalingoToken: Detector = {
  id: 'scalingo-token',
  class: 'credential',
  keywords: ['tk-us-'],
  pattern: token('tk-us-[A-Za-z0-9_-]{48}'),
  samples: () => ({
    hits: [`tk-us-${fill(48)}`],
    misses: [`tk-us-east`],
  }),
};
