/** The private lines of a PuTTY key. */

import { type Detector, fill } from '../detector.ts';

export const puttyKey: Detector = {
  id: 'putty-key',
  class: 'key-material',
  keywords: ['private-lines:'],
  pattern: String.raw`Private-Lines: [0-9]{1,4}\r?\n([A-Za-z0-9+/=\r\n]{40,8000})`,
  group: 1,
  samples: () => ({
    hits: [`Private-Lines: 8\n${fill(64)}`],
    misses: [`Private-Lines: 8`],
  }),
};
