/** Flutterwave secret and encryption keys. */

import { type Detector, fill, token } from '../detector.ts';

export const flutterwaveKey: Detector = {
  id: 'flutterwave-key',
  class: 'credential',
  keywords: ['flwseck'],
  pattern: token('FLWSECK(?:_TEST)?-[a-zA-Z0-9]{12,36}(?:-X)?'),
  samples: () => ({
    hits: [`FLWSECK-${fill(32, 'hex')}-X`],
    misses: [`FLWSECK-`],
  }),
};
