/** Mapbox secret and temporary tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const mapboxToken: Detector = {
  id: 'mapbox-token',
  class: 'credential',
  keywords: ['sk.eyj', 'tk.eyj'],
  pattern: token(String.raw`[st]k\.eyJ[A-Za-z0-9_-]{20,500}\.[A-Za-z0-9_-]{20,40}`),
  samples: () => ({
    hits: [`sk.eyJ${fill(80)}.${fill(22)}`],
    misses: [`sk.eyJ`],
  }),
};
