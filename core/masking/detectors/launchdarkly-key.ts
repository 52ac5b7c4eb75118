/** LaunchDarkly access tokens and SDK keys. */

import { type Detector, fill, token } from '../detector.ts';

export const launchdarklyKey: Detector = {
  id: 'launchdarkly-key',
  class: 'credential',
  keywords: ['api-', 'sdk-'],
  isWordStart: true,
  pattern: token('(?:api|sdk)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'),
  samples: () => ({
    hits: [`sdk-${fill(8, 'hex')}-1234-4123-8123-${fill(12, 'hex')}`],
    misses: [`api-gateway`],
  }),
};
