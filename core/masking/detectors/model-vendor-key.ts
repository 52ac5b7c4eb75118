/** Keys that are sk- or sk_ and a run of hexadecimal digits (DeepSeek, ElevenLabs and others). */

import { type Detector, fill, token } from '../detector.ts';

export const modelVendorKey: Detector = {
  id: 'model-vendor-key',
  class: 'credential',
  keywords: ['sk-', 'sk_'],
  isWordStart: true,
  pattern: token('sk[-_][a-f0-9]{32}(?:[a-f0-9]{16})?'),
  samples: () => ({
    hits: [`sk-${fill(32, 'hex')}`, `sk_${fill(48, 'hex')}`],
    misses: [`sk-12ab`],
  }),
};
