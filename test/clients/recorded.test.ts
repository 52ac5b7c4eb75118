/** Every request that boto3 and the JavaScript SDK were recorded sending verifies, is told, and decodes; with one byte changed it does not verify. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { type Header, type HttpRequest, headerValue } from '#core/http.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';
import { refuseAmbiguous } from '#core/protocols/aws/identify/refuse-ambiguous.ts';
import { readAuthorization } from '#core/protocols/aws/signature/authorization.ts';
import { verifySignature } from '#core/protocols/aws/signature/verify-signature.ts';
import { credentials } from '#test/vectors/signers.ts';

type Recorded = { readonly host: string; readonly requests: readonly HttpRequest[] };
type Stored = Omit<HttpRequest, 'body' | 'headers'> & { readonly headers: readonly Header[]; readonly body: string };

const catalog = readCatalog();
const directory = new URL('./recorded/', import.meta.url);
const recordings = readdirSync(directory).map((file): readonly [string, Recorded] => {
  const { host, requests }: { host: string; requests: readonly Stored[] } = JSON.parse(
    readFileSync(new URL(file, directory), 'utf8'),
  );
  return [
    file.replace('.json', ''),
    { host, requests: requests.map((each) => ({ ...each, body: Buffer.from(each.body, 'base64') })) },
  ];
});

/** When it was sent, by its own word. */
function sentAt(request: HttpRequest): string {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headerValue(request.headers, 'x-amz-date') ?? '') ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

function verify(request: HttpRequest, host: string, now: string) {
  const authorization = readAuthorization(request);
  const { request: verified } = verifySignature(request, authorization, credentials.secretAccessKey, {
    now,
    hosts: [host],
    isSecure: true,
  });
  refuseAmbiguous(verified, authorization.service);
  return { verified, signingName: authorization.service };
}

function told(request: HttpRequest, host: string): string {
  const { verified, signingName } = verify(request, host, sentAt(request));
  const { protocol, candidates, request: own } = identify(verified, signingName, catalog);
  const [operation] = candidates;
  const service = catalog.services.get(operation.service);
  assert.ok(service);
  decodeParameters(own, { protocol, operation, service, input: catalog.shape(operation, 'input') });
  return `${operation.service}:${operation.name}`;
}

const least: Readonly<Record<string, number>> = { boto3: 16, 'sdk-js': 12 };

test('there is a recording of each client', () => {
  assert.deepEqual(recordings.map(([name]) => name).sort(), Object.keys(least).sort());
});

for (const [name, { host, requests }] of recordings) {
  test(`every recorded request of ${name} verifies, is told and decodes`, () => {
    const operations = requests.map((request) => told(request, host));

    assert.ok(requests.length >= (least[name] ?? 0), `${requests.length} requests`);
    assert.ok(new Set(operations).size >= requests.length / 3, 'they are of different operations');
  });

  test(`no recorded request of ${name} verifies with another byte in its path, query, body or a signed header`, () => {
    let tried = 0;
    for (const request of requests) {
      for (const changed of changes(request)) {
        assert.throws(() => verify(changed, host, sentAt(request)), `${changed.method} ${changed.path}`);
        tried += 1;
      }
    }
    assert.ok(tried > requests.length * 3, `${tried} tried`);
  });
}

/** One changed byte in each part that is signed. */
function changes(request: HttpRequest): readonly HttpRequest[] {
  const signed = readAuthorization(request).signedHeaders;
  const headers = request.headers.flatMap(([name, value], index): readonly HttpRequest[] => {
    if (!signed.includes(name.toLowerCase()) || value === '') return [];
    return [{ ...request, headers: request.headers.with(index, [name, other(value)]) }];
  });
  return [
    { ...request, method: request.method === 'GET' ? 'PUT' : 'GET' },
    { ...request, path: `${request.path}x` },
    { ...request, query: request.query === '' ? 'x=1' : other(request.query) },
    { ...request, body: Buffer.concat([request.body, Buffer.from('x')]) },
    ...headers,
  ];
}

function other(text: string): string {
  const middle = Math.floor(text.length / 2);
  return `${text.slice(0, middle)}${text[middle] === 'x' ? 'y' : 'x'}${text.slice(middle + 1)}`;
}
