/** Twilio API key, near its name. */

import { type Detector, fill, token } from '../detector.ts';

export const twilioKey: Detector = {
  id: 'twilio-key',
  class: 'credential',
  keywords: ['twilio', 'skey'],
  pattern: token('SK[a-f0-9]{32}'),
  samples: () => ({
    hits: [`TWILIO_API_KEY=SK${fill(32, 'hex')}`],
    misses: [`twilio SK123`],
  }),
};
