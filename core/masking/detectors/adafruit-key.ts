/** Adafruit IO key. */

import { type Detector, fill, token } from '../detector.ts';

export const adafruitKey: Detector = {
  id: 'adafruit-key',
  class: 'credential',
  keywords: ['aio_'],
  pattern: token('aio_[A-Za-z0-9]{28}'),
  samples: () => ({
    hits: [`aio_${fill(28)}`],
    misses: [`aio_`],
  }),
};
