/** Plaid access token. */

import { type Detector, fill, token } from '../detector.ts';

export const plaidToken: Detector = {
  id: 'plaid-token',
  class: 'credential',
  keywords: ['access-production-', 'access-sandbox-', 'access-development-'],
  pattern: token('access-(?:production|sandbox|development)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  samples: () => ({
    hits: [`access-production-${fill(8, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(12, 'hex')}`],
    misses: [`access-production-role`],
  }),
};
