/** SendGrid API key. */

import { type Detector, fill, token } from '../detector.ts';

export const sendgridKey: Detector = {
  id: 'sendgrid-key',
  class: 'credential',
  keywords: ['sg.'],
  isWordStart: true,
  pattern: token(String.raw`SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}`),
  samples: () => ({
    hits: [`SG.${fill(22)}.${fill(43)}`],
    misses: [`SG.x`],
  }),
};
