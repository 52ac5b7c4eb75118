/** Zapier webhook: whoever has the address may call it. */

import { type Detector, fill } from '../detector.ts';

export const zapierWebhook: Detector = {
  id: 'zapier-webhook',
  class: 'credential',
  keywords: ['hooks.zapier.com'],
  pattern: String.raw`hooks\.zapier\.com/hooks/(?:catch|standard)/([0-9]{4,10}/[A-Za-z0-9]{6,32})`,
  group: 1,
  samples: () => ({
    hits: [`https://hooks.zapier.com/hooks/catch/${fill(7, 'digits')}/${fill(7, 'lower')}`],
    misses: [`https://hooks.zapier.com/hooks/`],
  }),
};
