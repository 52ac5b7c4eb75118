/** PagerDuty API tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const pagerdutyToken: Detector = {
  id: 'pagerduty-token',
  class: 'credential',
  keywords: ['pdus+', 'u+'],
  isWordStart: true,
  pattern: token(String.raw`(?:pdus\+_[A-Za-z0-9+_-]{20,60}|u\+[A-Za-z0-9_+-]{18})`),
  samples: () => ({
    hits: [`token=u+${fill(18)}`],
    misses: [`u+me`],
  }),
};
