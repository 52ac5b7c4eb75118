/** Notion integration tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const notionToken: Detector = {
  id: 'notion-token',
  class: 'credential',
  keywords: ['ntn_', 'secret_'],
  pattern: token('ntn_[A-Za-z0-9]{46}|secret_[A-Za-z0-9]{43}'),
  samples: () => ({
    hits: [`ntn_${fill(46)}`],
    misses: [`secret_manager`],
  }),
};
