/** PlanetScale passwords, tokens and OAuth tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const planetscaleToken: Detector = {
  id: 'planetscale-token',
  class: 'credential',
  keywords: ['pscale_'],
  pattern: token('pscale_(?:pw|tkn|oauth)_[A-Za-z0-9_.=-]{32,64}'),
  samples: () => ({
    hits: [`pscale_tkn_${fill(43)}`],
    misses: [`pscale_pw_x`],
  }),
};
