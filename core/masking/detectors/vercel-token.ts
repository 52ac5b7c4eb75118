/** Vercel tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const vercelToken: Detector = {
  id: 'vercel-token',
  class: 'credential',
  keywords: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
  pattern: token('vc[piark]_[A-Za-z0-9]{24,80}'),
  samples: () => ({
    hits: [`vcp_${fill(56)}`],
    misses: [`vcp_1`],
  }),
};
