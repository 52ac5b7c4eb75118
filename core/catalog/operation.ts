/** One operation of one AWS service, as its model describes it. */

import type { Access } from '../model.ts';

/** How an operation is matched by method and path (REST protocols only). */
export type HttpBinding = {
  readonly method: string;
  /** The URI template as modelled: `/{Bucket}/{Key+}?uploads`. */
  readonly uri: string;
  /** Wire names of the required query and header members: absent from a request, the operation is no candidate. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
};

/**
 * What the authorization reference says of the resource, where it says one thing: the account as a whole; or one type, whose ARN's parts after
 * the partition stand in the template with `r` and `a` for region and account, `{Member}` for a parameter, or which one parameter names whole.
 */
export type OperationResource =
  | { readonly kind: 'account' }
  | { readonly kind: 'named'; readonly type: string; readonly template: string }
  | { readonly kind: 'by-arn'; readonly type: string; readonly template: string; readonly member: string };

export type Operation = {
  readonly service: string;
  readonly name: string;
  readonly http?: HttpBinding;
  readonly hostPrefix?: string;
  /** Where the operation is signed and reached otherwise than its service (S3 Express, Object Lambda): such a one is not identified. */
  readonly signingName?: string;
  readonly auth: 'sigv4' | 'sigv4a' | 'bearer' | 'none';
  readonly hasUnsignedBody: boolean;
  readonly hasStreamingInput: boolean;
  readonly hasStreamingOutput: boolean;
  readonly hasEventStream: boolean;
  /** Its input is an event stream: refused, whatever the operation. */
  readonly hasInputEventStream: boolean;
  /** Whether a member that the model marks as sensitive can be reached, at any depth. */
  readonly hasSensitiveInput: boolean;
  readonly hasSensitiveOutput: boolean;
  readonly isDeprecated: boolean;
  /** Hands out credentials, tokens or bearer URLs: told by its output's shapes and a reviewed table (threats 11). */
  readonly mintsCredentials: boolean;
  /** botocore's `requestcompression`: the body may arrive as gzip. */
  readonly mayBeGzipped: boolean;
  /** AWS refuses it without Content-MD5 or an `x-amz-checksum-*` of the body. */
  readonly requiresChecksum: boolean;
  readonly access: Access;
  /** IAM actions, the main one first. Empty when none could be mapped: access is then `permissions`. */
  readonly actions: readonly string[];
  /** Absent where the reference knows several types of resource, or the parameters do not tell. */
  readonly resource?: OperationResource;
  /** Names of the shapes in the service's graph. */
  readonly input?: string;
  readonly output?: string;
  /** Query protocol: the element that wraps the result (`GetCallerIdentityResult`). */
  readonly resultWrapper?: string;
  /** REST XML: name and namespace of the input's root element. */
  readonly xmlName?: string;
  readonly xmlNamespace?: string;
  /** The input member that names the checksum algorithm of the body. */
  readonly checksumMember?: string;
};
