/** Okta API token, as its header writes it. */

import { type Detector, fill, token } from '../detector.ts';

export const oktaToken: Detector = {
  id: 'okta-token',
  class: 'credential',
  keywords: ['ssws'],
  pattern: token(String.raw`SSWS\s{1,3}00[A-Za-z0-9_-]{40}`),
  samples: () => ({
    hits: [`Authorization: SSWS 00${fill(40)}`],
    misses: [`SSWS 00`],
  }),
};
