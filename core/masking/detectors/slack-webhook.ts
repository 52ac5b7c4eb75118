/** Slack webhook: its path is the credential. */

import { type Detector, fill } from '../detector.ts';

export const slackWebhook: Detector = {
  id: 'slack-webhook',
  class: 'credential',
  keywords: ['hooks.slack.com'],
  pattern: String.raw`hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/]{40,60})`,
  group: 1,
  samples: () => ({
    hits: [`https://hooks.slack.com/services/T${fill(10, 'upper')}/B${fill(10, 'upper')}/${fill(24)}`],
    misses: [`https://hooks.slack.com/services/`],
  }),
};
