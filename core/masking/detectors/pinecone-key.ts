/** Pinecone API key. */

import { type Detector, fill, token } from '../detector.ts';

export const pineconeKey: Detector = {
  id: 'pinecone-key',
  class: 'credential',
  keywords: ['pcsk_'],
  pattern: token('pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,68}'),
  samples: () => ({
    hits: [`pcsk_${fill(5)}_${fill(63)}`],
    misses: [`pcsk_x`],
  }),
};
