/** Airtable personal access token. */

import { type Detector, fill, token } from '../detector.ts';

export const airtableToken: Detector = {
  id: 'airtable-token',
  class: 'credential',
  keywords: ['pat'],
  isWordStart: true,
  pattern: token(String.raw`pat[A-Za-z0-9]{14}\.[a-f0-9]{64}`),
  samples: () => ({
    hits: [`pat${fill(14)}.${fill(64, 'hex')}`],
    misses: [`pattern.txt`],
  }),
};
