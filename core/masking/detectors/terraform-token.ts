/** HCP Terraform and Terraform Enterprise token. */

import { type Detector, fill, token } from '../detector.ts';

export const terraformToken: Detector = {
  id: 'terraform-token',
  class: 'credential',
  keywords: ['.atlasv1.'],
  pattern: token(String.raw`[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,90}`),
  samples: () => ({
    hits: [`${fill(14)}.atlasv1.${fill(67)}`],
    misses: [`x.atlasv1.y`],
  }),
};
