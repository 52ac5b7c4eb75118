/** Yandex Cloud API key and IAM token. */

import { type Detector, fill, token } from '../detector.ts';

export const yandexKey: Detector = {
  id: 'yandex-key',
  class: 'credential',
  keywords: ['aqvn', 't1.9eu'],
  pattern: token(String.raw`AQVN[A-Za-z0-9_-]{35,38}|t1\.9eu[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{86}`),
  samples: () => ({
    hits: [`AQVN${fill(36)}`, `t1.9eu${fill(80)}.${fill(86)}`],
    misses: [`AQVNx`],
  }),
};
