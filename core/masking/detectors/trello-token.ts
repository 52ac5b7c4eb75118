/** Trello API token. */

import { type Detector, fill, token } from '../detector.ts';

export const trelloToken: Detector = {
  id: 'trello-token',
  class: 'credential',
  keywords: ['atta'],
  isWordStart: true,
  pattern: token('ATTA[a-f0-9]{64,72}'),
  samples: () => ({
    hits: [`ATTA${fill(72, 'hex')}`],
    misses: [`attached`],
  }),
};
