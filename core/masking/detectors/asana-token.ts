/** Asana personal access token. */

import { type Detector, fill, token } from '../detector.ts';

export const asanaToken: Detector = {
  id: 'asana-token',
  class: 'credential',
  keywords: ['1/', '2/'],
  isWordStart: true,
  pattern: token('[12]/[0-9]{12,17}(?:/[0-9]{12,17})?:[a-f0-9]{32}'),
  samples: () => ({
    hits: [`2/${fill(16, 'digits')}/${fill(16, 'digits')}:${fill(32, 'hex')}`],
    misses: [`1/2`],
  }),
};
