/** Requests of the tests: an operation of the real catalog, a body, and what the decoder makes of them. */

import { readCatalog } from '#adapters/files/catalog.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { Header, HttpRequest } from '#core/http.ts';
import type { Parameters } from '#core/model.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';

export const catalog = readCatalog();

export type Sent = {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: readonly Header[];
  readonly body?: string | Uint8Array;
};

const contentTypes: Partial<Record<Protocol, string>> = {
  query: 'application/x-www-form-urlencoded; charset=utf-8',
  ec2: 'application/x-www-form-urlencoded; charset=utf-8',
  json: 'application/x-amz-json-1.1',
  cbor: 'application/cbor',
};

export function request(
  protocol: Protocol,
  { method = 'POST', path = '/', query = '', headers = [], body = '' }: Sent,
): HttpRequest {
  const type = contentTypes[protocol];
  const hasType = headers.some(([name]) => name === 'content-type');
  const all: readonly Header[] = type === undefined || hasType ? headers : [['content-type', type], ...headers];
  return { method, path, query, headers: all, body: typeof body === 'string' ? new TextEncoder().encode(body) : body };
}

/** `id` is `service:Operation`; form bodies get their Action and Version. */
export function decode(id: string, protocol: Protocol, sent: Sent): Parameters {
  const [serviceId = '', name = ''] = id.split(':');
  const service = catalog.services.get(serviceId);
  const operation = catalog.operation(serviceId, name);
  if (service === undefined || operation === undefined) throw new Error(`the catalog has no ${id}`);
  const heading = `Action=${name}&Version=${service.apiVersion}`;
  const isForm = (protocol === 'query' || protocol === 'ec2') && typeof sent.body === 'string';
  const body = isForm ? { body: sent.body === '' ? heading : `${heading}&${sent.body}` } : {};
  return decodeParameters(request(protocol, { ...sent, ...body }), {
    protocol,
    operation,
    service,
    input: catalog.shape(operation, 'input'),
  });
}
