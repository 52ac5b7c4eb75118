/** Slack tokens: bot, user, app, refresh, configuration. */

import { type Detector, fill, token } from '../detector.ts';

export const slackToken: Detector = {
  id: 'slack-token',
  class: 'credential',
  keywords: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxo-', 'xapp-', 'xoxe', 'xoxc-', 'xoxd-'],
  pattern: token(
    String.raw`xox[abceoprs]-[0-9A-Za-z-]{20,250}|xapp-[0-9]-[A-Z0-9]{8,14}-[0-9]{10,14}-[a-f0-9]{60,70}|xoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{100,240}|xoxd-[A-Za-z0-9%/+]{60,300}`,
  ),
  samples: () => ({
    hits: [
      `xoxb-${fill(12, 'digits')}-${fill(12, 'digits')}-${fill(24)}`,
      `xapp-1-${fill(11, 'upper')}-${fill(13, 'digits')}-${fill(64, 'hex')}`,
    ],
    misses: [`xoxb-x`],
  }),
};
