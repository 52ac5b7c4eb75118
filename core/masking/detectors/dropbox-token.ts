/** Dropbox short-lived access token. */

import { type Detector, fill, token } from '../detector.ts';

export const dropboxToken: Detector = {
  id: 'dropbox-token',
  class: 'credential',
  keywords: ['sl.'],
  isWordStart: true,
  pattern: token(String.raw`sl\.(?:u\.)?[A-Za-z0-9_-]{130,1400}`),
  samples: () => ({
    hits: [`sl.${fill(140)}`],
    misses: [`sl.no`],
  }),
};
