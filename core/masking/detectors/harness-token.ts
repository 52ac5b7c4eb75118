/** Harness personal and service account tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const harnessToken: Detector = {
  id: 'harness-token',
  class: 'credential',
  keywords: ['pat.', 'sat.'],
  isWordStart: true,
  pattern: token(String.raw`[ps]at\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}`),
  samples: () => ({
    hits: [`pat.${fill(22)}.${fill(24, 'hex')}.${fill(20)}`],
    misses: [`pat.example.com`],
  }),
};
