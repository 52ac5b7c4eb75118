/** One AWS service, as its model describes it. */

import type { Operation } from './operation.ts';

/** The wire protocols of AWS (Smithy's awsQuery, ec2Query, awsJson, restJson1, restXml, rpcv2Cbor). */
export type Protocol = 'query' | 'ec2' | 'json' | 'rest-json' | 'rest-xml' | 'cbor';

export type Service = {
  /** botocore's directory name: `ec2`, `secretsmanager`, `bedrock-agent`. */
  readonly id: string;
  readonly fullName: string;
  readonly signingName: string;
  readonly endpointPrefix: string;
  /** IAM's prefix of the service's actions. */
  readonly iamPrefix: string;
  readonly protocols: readonly Protocol[];
  readonly jsonVersion?: string;
  readonly targetPrefix?: string;
  readonly apiVersion: string;
  readonly xmlNamespace?: string;
  readonly operations: ReadonlyMap<string, Operation>;
};
