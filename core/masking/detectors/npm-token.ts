/** npm access token. */

import { type Detector, fill, token } from '../detector.ts';

export const npmToken: Detector = {
  id: 'npm-token',
  class: 'credential',
  keywords: ['npm_'],
  pattern: token('npm_[A-Za-z0-9]{36}'),
  samples: () => ({
    hits: [`npm_${fill(36)}`],
    misses: [`npm_config_registry`],
  }),
};
