/** The least that names an operation: a request of it without any parameter that nothing asks for. */

import type { Operation } from '#core/catalog/operation.ts';
import type { Service } from '#core/catalog/service.ts';
import type { HttpRequest } from '#core/http.ts';

const encoder = new TextEncoder();
const plain: HttpRequest = { method: 'POST', path: '/', query: '', headers: [], body: new Uint8Array() };

/** In each protocol, and in each form of it, that the service takes. */
export function plainRequests(service: Service, operation: Operation): readonly HttpRequest[] {
  return operation.http === undefined ? namedRequests(service, operation) : [restRequest(operation.http)];
}

function restRequest(http: NonNullable<Operation['http']>): HttpRequest {
  const [template = '', literals = ''] = http.uri.split('?');
  const path = template.replace(/\{[^}]+\+\}/g, 'label/with-slash').replace(/\{[^}]+\}/g, 'label');
  const required = http.requiredQuery.map((name) => `${encodeURIComponent(name)}=v`);
  const query = [literals, ...required].filter((part) => part !== '').join('&');
  return { ...plain, method: http.method, path, query, headers: http.requiredHeaders.map((name) => [name, 'v'] as const) };
}

function namedRequests(service: Service, operation: Operation): readonly HttpRequest[] {
  const { targetPrefix = '', apiVersion, protocols } = service;
  const action = `Action=${operation.name}&Version=${apiVersion}`;
  const form = ['content-type', 'application/x-www-form-urlencoded'] as const;
  const json: HttpRequest = {
    ...plain,
    headers: [['x-amz-target', `${targetPrefix}.${operation.name}`]],
    body: encoder.encode('{}'),
  };
  const cbor: HttpRequest = {
    ...plain,
    path: `/service/${targetPrefix}/operation/${operation.name}`,
    headers: [['smithy-protocol', 'rpc-v2-cbor']],
  };
  return [
    { ...plain, headers: [form], body: encoder.encode(action) },
    { ...plain, method: 'GET', query: action },
    ...(protocols.includes('json') ? [json] : []),
    ...(protocols.includes('cbor') ? [cbor] : []),
  ];
}
