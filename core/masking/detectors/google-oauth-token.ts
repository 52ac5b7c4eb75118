/** Google OAuth access and refresh tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const googleOauthToken: Detector = {
  id: 'google-oauth-token',
  class: 'credential',
  keywords: ['ya29.', '1//0'],
  pattern: token(String.raw`ya29\.[A-Za-z0-9_-]{20,2048}|1//0[A-Za-z0-9_-]{38,200}`),
  samples: () => ({
    hits: [`ya29.${fill(120)}`, `1//0${fill(60)}`],
    misses: [`ya29.short`, `1//0`],
  }),
};
