/** ClickUp personal token. */

import { type Detector, fill, token } from '../detector.ts';

export const clickupToken: Detector = {
  id: 'clickup-token',
  class: 'credential',
  keywords: ['pk_'],
  isWordStart: true,
  pattern: token('pk_[0-9]{6,10}_[A-Z0-9]{32}'),
  samples: () => ({
    hits: [`pk_${fill(8, 'digits')}_${fill(32, 'upper')}`],
    misses: [`pk_live_${fill(24)}`],
  }),
};
