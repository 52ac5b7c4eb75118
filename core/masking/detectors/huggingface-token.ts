/** Hugging Face tokens. */

import { type Detector, fill, token } from '../detector.ts';

export const huggingfaceToken: Detector = {
  id: 'huggingface-token',
  class: 'credential',
  keywords: ['hf_', 'api_org_'],
  isWordStart: true,
  pattern: token('(?:hf|api_org)_[A-Za-z]{34,37}'),
  samples: () => ({
    hits: [`hf_${fill(60).replace(/[0-9]/g, '').slice(0, 34)}`],
    misses: [`hf_hub_download`],
  }),
};
