/** Buildkite API and agent tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const buildkiteToken: Detector = {
  id: 'buildkite-token',
  class: 'credential',
  keywords: ['bkua_', 'bkaj_', 'bkct_'],
  pattern: token('bk(?:ua|aj|ct)_[A-Za-z0-9]{40,64}'),
  samples: () => ({
    hits: [`bkua_${fill(40, 'hex')}`],
    misses: [`bkua_x`],
  }),
};
