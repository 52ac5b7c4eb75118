/** Databricks personal access token. */

import { type Detector, fill, token } from '../detector.ts';

export const databricksToken: Detector = {
  id: 'databricks-token',
  class: 'credential',
  keywords: ['dapi'],
  pattern: token('dapi[a-f0-9]{32}(?:-[0-9])?'),
  samples: () => ({
    hits: [`dapi${fill(32, 'hex')}`],
    misses: [`dapi-x`],
  }),
};
