/** Pulumi access token. */

import { type Detector, fill, token } from '../detector.ts';

export const pulumiToken: Detector = {
  id: 'pulumi-token',
  class: 'credential',
  keywords: ['pul-'],
  pattern: token('pul-[a-f0-9]{40}'),
  samples: () => ({
    hits: [`pul-${fill(40, 'hex')}`],
    misses: [`pul-x`],
  }),
};
