/** AWS access key id: the companion of a secret in free text, a name where the model has it. */

import { type Detector, fill, token } from '../detector.ts';

export const awsAccessKeyId: Detector = {
  id: 'aws-access-key-id',
  class: 'credential',
  keywords: ['akia', 'asia', 'abia', 'acca'],
  isWordStart: true,
  pattern: token('(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}'),
  isNameInModel: true,
  samples: () => ({
    hits: [`aws_access_key_id = AKIA${fill(16, 'upper').replace(/[0189]/g, 'A')}`],
    misses: [`AKIAEXAMPLE`, `ASIAN FOOD MARKET`],
  }),
};
