/** A presigned URL opens what it names to whoever holds it. */

import { type Detector, fill } from '../detector.ts';

export const awsPresignedUrl: Detector = {
  id: 'aws-presigned-url',
  class: 'credential',
  keywords: ['x-amz-signature', 'x-amz-security-token', 'x-amz-credential'],
  pattern: String.raw`X-Amz-(?:Signature|Security-Token|Credential)=([^&\s"\'<>]{16,4000})`,
  flags: 'i',
  group: 1,
  samples: () => ({
    hits: [`https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=${fill(64, 'hex')}`],
    misses: [`X-Amz-Signature is a query parameter`],
  }),
};
