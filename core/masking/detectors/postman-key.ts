/** Postman API key. */

import { type Detector, fill, token } from '../detector.ts';

export const postmanKey: Detector = {
  id: 'postman-key',
  class: 'credential',
  keywords: ['pmak-'],
  pattern: token('PMAK-[a-f0-9]{24}-[a-f0-9]{34}'),
  samples: () => ({
    hits: [`PMAK-${fill(24, 'hex')}-${fill(34, 'hex')}`],
    misses: [`PMAK-`],
  }),
};
