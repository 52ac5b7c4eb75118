/** One AWS service, as its model describes it. */

import type { Operation } from './operation.ts';

/** The wire protocols of AWS (Smithy's awsQuery, ec2Query, awsJson, restJson1, restXml, rpcv2Cbor). */
export type Protocol = 'query' | 'ec2' | 'json' | 'rest-json' | 'rest-xml' | 'cbor';

/** `host` may hold `{region}`; the signing region and name are there when they are not the region's and the service's own. */
export type EndpointException = {
  readonly host: string;
  readonly basePath?: string;
  readonly signingRegion?: string;
  readonly signingName?: string;
};

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
  /** Also answers the query protocol, and names errors as it did there (Smithy's awsQueryCompatible). */
  readonly isQueryCompatible: boolean;
  /** False when its endpoint depends on the request in a way that the gateway does not follow. */
  readonly hasEndpoint: boolean;
  /** Region or partition → where the service's endpoint differs from `<prefix>.<region>.<suffix>`. */
  readonly endpoints: ReadonlyMap<string, EndpointException>;
  /** Parsed on first use. */
  readonly operations: ReadonlyMap<string, Operation>;
};
