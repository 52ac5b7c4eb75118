/** Facebook app access token: the app's number and what only it knows. */

import { type Detector, fill } from '../detector.ts';
import { looksRandom } from '../entropy.ts';

export const facebookAppToken: Detector = {
  id: 'facebook-app-token',
  class: 'credential',
  keywords: ['|'],
  minDigits: 15,
  minRun: 15,
  pattern: String.raw`(?<![A-Za-z0-9_|])[0-9]{15,16}\|([A-Za-z0-9_-]{27})(?![A-Za-z0-9_|-])`,
  group: 1,
  check: looksRandom,
  samples: () => ({
    hits: [`access_token=${fill(15, 'digits')}|${fill(27)}`],
    misses: [`${fill(15, 'digits')}|${fill(26)}`, `123456789012345|name-of-something-long-here`],
  }),
};
