import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Protocol } from '../../../catalog/service.ts';
import type { HttpReply } from '../../../http.ts';
import { cborList, cborMap, cborText } from './cbor-writer.ts';
import { withReplyTexts } from './reply-texts.ts';

const catalog = readCatalog();

function rewrite(id: string, protocol: Protocol, names: readonly string[], reply: Partial<HttpReply>): HttpReply {
  const [service = '', name = ''] = id.split(':');
  const operation = catalog.operation(service, name);
  assert.ok(operation);
  const as = { protocol, operation, output: catalog.shape(operation, 'output') };
  const change = (text: string) => `<${text}&\r"`;
  return withReplyTexts({ status: 200, headers: [], body: new Uint8Array(), ...reply }, { as, names, change });
}

function inBody(id: string, protocol: Protocol, names: readonly string[], body: string | Uint8Array): string {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return Buffer.from(rewrite(id, protocol, names, { body: bytes }).body).toString();
}

test('JSON: the member changes, and every other byte stays', () => {
  const body = '{ "nextToken" :  "a\\u0042" , "x":[{"nextToken":"inner"}],"n": 1.0e2 }';

  const changed = inBody('ecs:ListClusters', 'json', ['nextToken'], body);

  assert.equal(changed, body.replace('"a\\u0042"', '"<aB&\\r\\""'));
});

test('JSON: what is absent, null or empty stays, and so does the whole reply', () => {
  for (const body of ['{}', '{"nextToken":null}', '{"nextToken":""}', '{"nextToken":{"a":"b"}}']) {
    const reply = { body: new TextEncoder().encode(body) };
    assert.equal(rewrite('ecs:ListClusters', 'json', ['nextToken'], reply).body, reply.body);
  }
});

test('JSON that no reader takes is refused', () => {
  for (const body of ['[]', '{"nextToken":"a"', '{"nextToken":"a"} x', '{"nextToken":"a","nextToken":"b"}']) {
    assert.throws(() => inBody('ecs:ListClusters', 'json', ['nextToken'], body), { code: 'malformed-request' }, body);
  }
});

const changedXml = '&lt;a &lt;b&amp;&#13;"';
const xml: readonly (readonly [id: string, protocol: Protocol, names: readonly string[], body: string])[] = [
  [
    'ec2:DescribeInstances',
    'ec2',
    ['NextToken'],
    '<R xmlns="u>v"><reservationSet><item><nextToken>in</nextToken></item></reservationSet><nextToken>a &lt;b</nextToken></R>',
  ],
  [
    'iam:ListUsers',
    'query',
    ['Marker'],
    '<?xml version="1.0"?>\n<ListUsersResponse><ListUsersResult>\n <Users/><Marker>a &lt;b</Marker></ListUsersResult><M/></ListUsersResponse>',
  ],
  [
    's3:ListObjectsV2',
    'rest-xml',
    ['NextContinuationToken'],
    '<L><Contents><Key>NextContinuationToken</Key></Contents><NextContinuationToken >a &lt;b</NextContinuationToken></L>',
  ],
];

for (const [id, protocol, names, body] of xml) {
  test(`XML of ${id}: the member changes, and every other byte stays`, () => {
    assert.equal(inBody(id, protocol, names, body), body.replace('a &lt;b', changedXml));
  });
}

test('XML: an empty element stays', () => {
  const body = '<R><nextToken/><a/></R>';

  assert.equal(inBody('ec2:DescribeInstances', 'ec2', ['NextToken'], body), body);
});

test('CBOR: the entry changes, whatever its length, and every other byte stays', () => {
  const around = Buffer.concat([cborText('Metrics'), cborList(1), cborText('NextToken')]);
  const body = (token: string) => Buffer.concat([cborMap(2), around, cborText('NextToken'), cborText(token)]);

  const changed = inBody('cloudwatch:ListMetrics', 'cbor', ['NextToken'], body('t'.repeat(300)));

  assert.equal(changed, body(`<${'t'.repeat(300)}&\r"`).toString());
});

test('an error of AWS stays as it is', () => {
  const reply = { status: 400, body: new TextEncoder().encode('{"nextToken":"a"}') };

  assert.equal(rewrite('ecs:ListClusters', 'json', ['nextToken'], reply).body, reply.body);
});
