/** ClickHouse Cloud API key secret. */

import { type Detector, fill, token } from '../detector.ts';
import { looksRandom } from '../entropy.ts';

export const clickhouseKey: Detector = {
  id: 'clickhouse-key',
  class: 'credential',
  keywords: ['4b1d'],
  isWordStart: true,
  pattern: token('4b1d[A-Za-z0-9]{38}'),
  check: (value) => looksRandom(value) && /[G-Z]/.test(value),
  samples: () => ({
    hits: [`4b1d${fill(38)}`],
    misses: [`4b1d${fill(38, 'hex')}`, `4b1d${fill(36, 'hex')}`],
  }),
};
