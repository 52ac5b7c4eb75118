/** Prefect API keys. */

import { type Detector, fill, token } from '../detector.ts';

export const prefectKey: Detector = {
  id: 'prefect-key',
  class: 'credential',
  keywords: ['pnu_', 'pnb_'],
  pattern: token('pn[ub]_[A-Za-z0-9]{36}'),
  samples: () => ({
    hits: [`pnu_${fill(36)}`],
    misses: [`pnu_`],
  }),
};
