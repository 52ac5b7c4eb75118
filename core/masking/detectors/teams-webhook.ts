/** Microsoft Teams webhook. */

import { type Detector, fill } from '../detector.ts';

export const teamsWebhook: Detector = {
  id: 'teams-webhook',
  class: 'credential',
  keywords: ['webhook.office.com'],
  pattern: String.raw`webhook\.office\.com/webhookb2/([a-f0-9-]{36}@[a-f0-9-]{36}/IncomingWebhook/[a-f0-9]{32}/[a-f0-9-]{36})`,
  group: 1,
  samples: () => ({
    hits: [
      `https://acme.webhook.office.com/webhookb2/${fill(8, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(12, 'hex')}@${fill(8, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(12, 'hex')}/IncomingWebhook/${fill(32, 'hex')}/${fill(8, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(4, 'hex')}-${fill(12, 'hex')}`,
    ],
    misses: [`webhook.office.com/webhookb2/`],
  }),
};
