/** Amazon Bedrock API keys, long-term and short-term. */

import { type Detector, fill, token } from '../detector.ts';

export const awsBedrockKey: Detector = {
  id: 'aws-bedrock-key',
  class: 'credential',
  keywords: ['absk', 'bedrock-api-key-'],
  pattern: token('ABSK[A-Za-z0-9+/]{109,269}={0,2}|bedrock-api-key-[A-Za-z0-9+/_-]{60,2000}={0,2}'),
  samples: () => ({
    hits: [`ABSK${fill(128)}`, `bedrock-api-key-${fill(120)}`],
    misses: [`bedrock-api-key-rotation`],
  }),
};
