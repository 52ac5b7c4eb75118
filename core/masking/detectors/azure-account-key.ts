/** Azure storage, Service Bus and IoT keys in connection strings. */

import { type Detector, fill } from '../detector.ts';

export const azureAccountKey: Detector = {
  id: 'azure-account-key',
  class: 'credential',
  keywords: ['accountkey=', 'sharedaccesskey='],
  pattern: '(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/]{42,86}={1,2})',
  flags: 'i',
  group: 1,
  samples: () => ({
    hits: [`DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${fill(86)}==;EndpointSuffix=core.windows.net`],
    misses: [`AccountKey=<key>`],
  }),
};
