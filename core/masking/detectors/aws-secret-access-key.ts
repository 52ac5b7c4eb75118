/** AWS secret access key, by its name: forty characters of base64. */

import { type Detector, fill } from '../detector.ts';

export const awsSecretAccessKey: Detector = {
  id: 'aws-secret-access-key',
  class: 'credential',
  keywords: ['secret'],
  pattern: String.raw`(?:secret_?access_?key|aws_?secret(?:_?key)?|secretkey)["']?[\s:=>]{1,8}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])`,
  flags: 'i',
  group: 1,
  samples: () => ({
    hits: [`aws_secret_access_key = ${fill(40)}`, `"SecretAccessKey": "${fill(40)}"`],
    misses: [`secret_access_key = short`, `SecretAccessKey`],
  }),
};
