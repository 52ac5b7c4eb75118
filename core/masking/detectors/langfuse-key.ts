/** Langfuse secret key. */

import { type Detector, fill, token } from '../detector.ts';

export const langfuseKey: Detector = {
  id: 'langfuse-key',
  class: 'credential',
  keywords: ['sk-lf-'],
  pattern: token('sk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  samples: () => ({
    hits: [`sk-lf-${fill(8, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(12, 'hex')}`],
    misses: [`sk-lf-1`],
  }),
};
