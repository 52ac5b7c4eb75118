/** Password of a .netrc file. */

import { type Detector, fill } from '../detector.ts';
import { isPlaceholder } from '../entropy.ts';

export const netrcPassword: Detector = {
  id: 'netrc-password',
  class: 'credential',
  keywords: ['machine'],
  pattern: String.raw`machine\s{1,8}[^\s]{1,255}\s{1,8}login\s{1,8}[^\s]{1,255}\s{1,8}password\s{1,8}([^\s]{4,256})`,
  group: 1,
  check: (value) => !isPlaceholder(value),
  samples: () => ({
    hits: [`machine api.example.com login bot password ${fill(20)}`],
    misses: [`machine api.example.com login bot`],
  }),
};
