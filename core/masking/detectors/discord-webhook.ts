/** Discord webhook. */

import { type Detector, fill } from '../detector.ts';

export const discordWebhook: Detector = {
  id: 'discord-webhook',
  class: 'credential',
  keywords: ['discord'],
  pattern: String.raw`discord(?:app)?\.com/api/webhooks/([0-9]{17,20}/[A-Za-z0-9_-]{60,80})`,
  group: 1,
  samples: () => ({
    hits: [`https://discord.com/api/webhooks/${fill(18, 'digits')}/${fill(68)}`],
    misses: [`https://discord.com/api/webhooks/1`],
  }),
};
