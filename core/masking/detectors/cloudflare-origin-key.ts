/** Cloudflare origin CA key. */

import { type Detector, fill, token } from '../detector.ts';

export const cloudflareOriginKey: Detector = {
  id: 'cloudflare-origin-key',
  class: 'credential',
  keywords: ['v1.0-'],
  pattern: token(String.raw`v1\.0-[a-f0-9]{24}-[a-f0-9]{146}`),
  samples: () => ({
    hits: [`v1.0-${fill(24, 'hex')}-${fill(146, 'hex')}`],
    misses: [`v1.0-beta`],
  }),
};
