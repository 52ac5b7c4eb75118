/** Heroku API key. */

import { type Detector, fill, token } from '../detector.ts';

export const herokuKey: Detector = {
  id: 'heroku-key',
  class: 'credential',
  keywords: ['hrku-'],
  pattern: token('HRKU-[A-Za-z0-9_-]{36,64}'),
  samples: () => ({
    hits: [`HRKU-AA${fill(58)}`],
    misses: [`HRKU-1`],
  }),
};
