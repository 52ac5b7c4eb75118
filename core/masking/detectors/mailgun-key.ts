/** Mailgun keys. */

import { type Detector, fill, token } from '../detector.ts';

export const mailgunKey: Detector = {
  id: 'mailgun-key',
  class: 'credential',
  keywords: ['key-', 'pubkey-'],
  pattern: token('(?:pub)?key-[a-f0-9]{32}|[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}'),
  samples: () => ({
    hits: [`key-${fill(32, 'hex')}`],
    misses: [`key-pair`],
  }),
};
