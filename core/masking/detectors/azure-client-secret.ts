/** Client secret of Microsoft Entra ID: Q~ after three characters and a digit. */

import { type Detector, fill, token } from '../detector.ts';

export const azureClientSecret: Detector = {
  id: 'azure-client-secret',
  class: 'credential',
  keywords: ['q~'],
  pattern: token('[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}'),
  samples: () => ({
    hits: [`aB-8Q~${fill(34)}`],
    misses: [`faq~answers`],
  }),
};
