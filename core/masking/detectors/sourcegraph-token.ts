/** Sourcegraph access tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const sourcegraphToken: Detector = {
  id: 'sourcegraph-token',
  class: 'credential',
  keywords: ['sgp_'],
  pattern: token('sgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}'),
  samples: () => ({
    hits: [`sgp_${fill(40, 'hex')}`],
    misses: [`sgp_x`],
  }),
};
