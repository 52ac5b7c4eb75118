/** Bitbucket app passwords and access tokens, and those of Bitbucket Data Center. */

import { type Detector, fill, token } from '../detector.ts';

export const bitbucketToken: Detector = {
  id: 'bitbucket-token',
  class: 'credential',
  keywords: ['atbb', 'atctt3', 'bbdc-'],
  pattern: token('ATBB[A-Za-z0-9]{32}|ATCTT3[A-Za-z0-9_=-]{60,400}|BBDC-[MNO][A-Za-z0-9+/]{43}'),
  samples: () => ({
    hits: [`ATBB${fill(32)}`, `ATCTT3xFfGN0${fill(160)}`, `BBDC-M${fill(43)}`],
    misses: [`ATBBx`],
  }),
};
