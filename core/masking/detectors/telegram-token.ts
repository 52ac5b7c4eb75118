/** Telegram bot token. */

import { type Detector, fill, token } from '../detector.ts';

export const telegramToken: Detector = {
  id: 'telegram-token',
  class: 'credential',
  keywords: [':aa'],
  pattern: token('[0-9]{8,10}:AA[A-Za-z0-9_-]{33}'),
  samples: () => ({
    hits: [`${fill(10, 'digits')}:AA${fill(33)}`],
    misses: [`aa:bb:aa:cc`],
  }),
};
