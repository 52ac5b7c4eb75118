/** NuGet API key. */

import { type Detector, fill, token } from '../detector.ts';

export const nugetKey: Detector = {
  id: 'nuget-key',
  class: 'credential',
  keywords: ['oy2'],
  isWordStart: true,
  pattern: token('oy2[a-z0-9]{43}'),
  samples: () => ({
    hits: [`oy2${fill(43, 'lower')}`],
    misses: [`oy2x`],
  }),
};
