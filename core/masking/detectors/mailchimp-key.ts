/** Mailchimp API key: it ends in its data centre. */

import { type Detector, fill, token } from '../detector.ts';

export const mailchimpKey: Detector = {
  id: 'mailchimp-key',
  class: 'credential',
  keywords: ['-us'],
  pattern: token('[a-f0-9]{32}-us[0-9]{1,2}'),
  samples: () => ({
    hits: [`${fill(32, 'hex')}-us21`],
    misses: [`eu-us2`],
  }),
};
