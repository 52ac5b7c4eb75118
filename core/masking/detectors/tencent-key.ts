/** Tencent Cloud secret id. */

import { type Detector, fill, token } from '../detector.ts';

export const tencentKey: Detector = {
  id: 'tencent-key',
  class: 'credential',
  keywords: ['akid'],
  isWordStart: true,
  pattern: token('AKID[A-Za-z0-9]{32}'),
  samples: () => ({
    hits: [`AKID${fill(32)}`],
    misses: [`AKIDxx`],
  }),
};
