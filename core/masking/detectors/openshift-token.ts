/** OpenShift OAuth token. */

import { type Detector, fill, token } from '../detector.ts';

export const openshiftToken: Detector = {
  id: 'openshift-token',
  class: 'credential',
  keywords: ['sha256~'],
  pattern: token('sha256~[A-Za-z0-9_-]{43}'),
  samples: () => ({
    hits: [`sha256~${fill(43)}`],
    misses: [`sha256:${fill(64, 'hex')}`],
  }),
};
