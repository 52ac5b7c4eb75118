/** MongoDB Atlas service account secret. */

import { type Detector, fill, token } from '../detector.ts';

export const mongodbAtlasSecret: Detector = {
  id: 'mongodb-atlas-secret',
  class: 'credential',
  keywords: ['mdb_sa_sk_'],
  pattern: token('mdb_sa_sk_[A-Za-z0-9_-]{40}'),
  samples: () => ({
    hits: [`mdb_sa_sk_${fill(40)}`],
    misses: [`mdb_sa_sk_`],
  }),
};
