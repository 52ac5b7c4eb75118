/** Nylas API key. */

import { type Detector, fill, token } from '../detector.ts';

export const nylasKey: Detector = {
  id: 'nylas-key',
  class: 'credential',
  keywords: ['nyk_'],
  pattern: token('nyk_(?:v0_)?[A-Za-z0-9]{40,80}'),
  samples: () => ({
    hits: [`nyk_v0_${fill(64)}`],
    misses: [`nyk_v0_`],
  }),
};
