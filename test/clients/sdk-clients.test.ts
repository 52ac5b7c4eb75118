/** One client of each protocol, and some of its operations; `sdk-clients.long.ts` tries them all. */

import { trySdkClients } from './support/sdk-clients.ts';
import { sdkPackages } from './support/sdk-packages.ts';

const sampled = ['sts query', 'ec2 ec2', 'kms json', 'cloudwatch cbor', 'lambda rest-json', 'route53 rest-xml'];

trySdkClients(
  sdkPackages.filter(({ service, protocol }) => sampled.includes(`${service} ${protocol}`)),
  20,
);
