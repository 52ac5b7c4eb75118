/** Linear API key and OAuth token. */

import { type Detector, fill, token } from '../detector.ts';

export const linearKey: Detector = {
  id: 'linear-key',
  class: 'credential',
  keywords: ['lin_api_', 'lin_oauth_', 'lin_wh_'],
  pattern: token('lin_(?:api|oauth|wh)_[A-Za-z0-9]{32,64}'),
  samples: () => ({
    hits: [`lin_api_${fill(40)}`],
    misses: [`lin_api_`],
  }),
};
