/** WakaTime key. */

import { type Detector, fill, token } from '../detector.ts';

export const wakatimeKey: Detector = {
  id: 'wakatime-key',
  class: 'credential',
  keywords: ['waka_'],
  pattern: token('waka_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  samples: () => ({
    hits: [`waka_${fill(8, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(12, 'hex')}`],
    misses: [`waka_`],
  }),
};
