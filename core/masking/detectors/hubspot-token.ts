/** HubSpot private app token. */

import { type Detector, fill, token } from '../detector.ts';

export const hubspotToken: Detector = {
  id: 'hubspot-token',
  class: 'credential',
  keywords: ['pat-na', 'pat-eu', 'pat-ap'],
  pattern: token('pat-(?:na|eu|ap)[0-9]-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  samples: () => ({
    hits: [`pat-na1-${fill(8, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(12, 'hex')}`],
    misses: [`pat-na1`],
  }),
};
