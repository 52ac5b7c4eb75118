/** Azure shared access signature. */

import { type Detector, fill } from '../detector.ts';

export const azureSas: Detector = {
  id: 'azure-sas',
  class: 'credential',
  keywords: ['sig='],
  pattern: '[?&;]sig=([A-Za-z0-9%+/]{40,80}(?:%3D|=){1,2})',
  flags: 'i',
  group: 1,
  samples: () => ({
    hits: [`https://a.blob.core.windows.net/c?sv=2023-01-03&se=2026-01-01&sig=${fill(43)}%3D`],
    misses: [`?sig=none&x=1`],
  }),
};
