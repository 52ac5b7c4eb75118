/** Twilio API key. */

import { type Detector, fill, token } from '../detector.ts';

export const twilioKey: Detector = {
  id: 'twilio-key',
  class: 'credential',
  keywords: ['sk'],
  isWordStart: true,
  minDigits: 8,
  pattern: token('SK[a-f0-9]{32}'),
  samples: () => ({
    hits: [`TWILIO_API_KEY=SK${fill(32, 'hex')}`, `key SK${fill(32, 'hex')} of the account`],
    misses: [`twilio SK123`, `sk${fill(32, 'hex')}`],
  }),
};
