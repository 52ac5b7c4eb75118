/** dbt Cloud service and user tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const dbtToken: Detector = {
  id: 'dbt-token',
  class: 'credential',
  keywords: ['dbtc_', 'dbtu_'],
  pattern: token('dbt[cu]_[A-Za-z0-9_-]{40,64}'),
  samples: () => ({
    hits: [`dbtc_${fill(40)}`],
    misses: [`dbtc_x`],
  }),
};
