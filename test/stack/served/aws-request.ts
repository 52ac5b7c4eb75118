/** A request of an SDK client as AWS's front reads it: who signed it, and which operation it is, with its parameters. */

import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { readCatalog } from '#adapters/files/catalog.ts';
import { wireOf } from '#core/canonical-call.ts';
import { type HttpRequest, headerValue } from '#core/http.ts';
import type { Parameters } from '#core/model.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';

export type AwsOperation = {
  /** `dynamodb:PutItem`, with the name of the service that IAM has. */
  readonly name: string;
  readonly parameters: Parameters;
};

const catalog = readCatalog();

/** As it was signed, with the bucket of a virtual host in its path. */
export async function readAwsRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s, 2);
  const raw = incoming.rawHeaders;
  const headers = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
  return { method: incoming.method ?? 'GET', path, query, headers, body: new Uint8Array(await buffer(incoming)) };
}

export function accessKeyOf({ headers }: HttpRequest): string {
  return /Credential=([^/]+)\//.exec(headerValue(headers, 'authorization') ?? '')?.[1] ?? '';
}

/** Errors: those of the product's own decoder. */
export function operationOf(received: HttpRequest): AwsOperation {
  const signingName = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headerValue(received.headers, 'authorization') ?? '')?.[1];
  const { protocol, candidates, request } = identify(withBucketInPath(received), signingName ?? '', catalog);
  const [operation] = candidates;
  const parameters = decodeParameters(request, wireOf(catalog, operation, protocol));
  return { name: `${signingName}:${operation.name}`, parameters };
}

export function withBucketInPath(request: HttpRequest): HttpRequest {
  const bucket = /^(.+)\.s3\.[a-z0-9-]+\.amazonaws\.com$/.exec(headerValue(request.headers, 'host') ?? '')?.[1];
  return bucket === undefined ? request : { ...request, path: `/${bucket}${request.path}` };
}
