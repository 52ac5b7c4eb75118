/** Grafana service account, Cloud and API tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const grafanaToken: Detector = {
  id: 'grafana-token',
  class: 'credential',
  keywords: ['glsa_', 'glc_', 'eyjrijoi'],
  pattern: token('glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}|eyJrIjoi[A-Za-z0-9+/]{60,400}={0,2}'),
  samples: () => ({
    hits: [`glsa_${fill(32)}_${fill(8, 'hex')}`, `glc_${fill(60)}`, `eyJrIjoi${fill(64)}`],
    misses: [`glc_x`],
  }),
};
