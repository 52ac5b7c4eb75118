/** Figma personal access token. */

import { type Detector, fill, token } from '../detector.ts';

export const figmaToken: Detector = {
  id: 'figma-token',
  class: 'credential',
  keywords: ['figd_', 'figdr_', 'figu_', 'figo_'],
  pattern: token('fig(?:d|dr|u|ur|o|or)_[A-Za-z0-9_-]{36,60}'),
  samples: () => ({
    hits: [`figd_${fill(40)}`],
    misses: [`figd_`],
  }),
};
