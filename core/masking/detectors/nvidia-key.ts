/** NVIDIA API key. */

import { type Detector, fill, token } from '../detector.ts';

export const nvidiaKey: Detector = {
  id: 'nvidia-key',
  class: 'credential',
  keywords: ['nvapi-'],
  pattern: token('nvapi-[A-Za-z0-9_-]{60,72}'),
  samples: () => ({
    hits: [`nvapi-${fill(64)}`],
    misses: [`nvapi-x`],
  }),
};
