/** Amazon Marketplace Web Service token. */

import { type Detector, fill, token } from '../detector.ts';

export const awsMwsKey: Detector = {
  id: 'aws-mws-key',
  class: 'credential',
  keywords: ['amzn.mws.'],
  pattern: token(String.raw`amzn\.mws\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`),
  samples: () => ({
    hits: [`amzn.mws.${fill(8, 'hex')}-1234-4123-8123-${fill(12, 'hex')}`],
    misses: [`amzn.mws.orders`],
  }),
};
