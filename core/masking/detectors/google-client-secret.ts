/** Google OAuth client secret. */

import { type Detector, fill, token } from '../detector.ts';

export const googleClientSecret: Detector = {
  id: 'google-client-secret',
  class: 'credential',
  keywords: ['gocspx-'],
  pattern: token('GOCSPX-[A-Za-z0-9_-]{28}'),
  samples: () => ({
    hits: [`GOCSPX-${fill(28)}`],
    misses: [`GOCSPX-`],
  }),
};
