/** Google API key. */

import { type Detector, fill, token } from '../detector.ts';

export const googleApiKey: Detector = {
  id: 'google-api-key',
  class: 'credential',
  keywords: ['aiza'],
  pattern: token('AIza[A-Za-z0-9_-]{35}'),
  samples: () => ({
    hits: [`AIza${fill(35)}`],
    misses: [`AIzaShort`],
  }),
};
