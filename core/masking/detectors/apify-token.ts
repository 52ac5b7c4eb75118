/** Apify API token. */

import { type Detector, fill, token } from '../detector.ts';

export const apifyToken: Detector = {
  id: 'apify-token',
  class: 'credential',
  keywords: ['apify_api_'],
  pattern: token('apify_api_[A-Za-z0-9]{34,42}'),
  samples: () => ({
    hits: [`apify_api_${fill(36)}`],
    misses: [`apify_api_x`],
  }),
};
