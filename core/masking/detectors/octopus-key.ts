/** Octopus Deploy API key. */

import { type Detector, fill, token } from '../detector.ts';

export const octopusKey: Detector = {
  id: 'octopus-key',
  class: 'credential',
  keywords: ['api-'],
  isWordStart: true,
  pattern: token('API-[A-Z0-9]{25,36}'),
  samples: () => ({
    hits: [`API-${fill(26, 'upper')}`],
    misses: [`API-GATEWAY`],
  }),
};
