/** A megabyte of what costs a reader most, in every protocol: refused, and soon (`npm run bench malformed`). */

import type { Protocol } from '#core/catalog/service.ts';
import type { Sent } from '#test/differential/decode-one.ts';

const text = (body: string): Uint8Array => new TextEncoder().encode(body);
const form = (action: string, version: string, rest: string): Uint8Array => text(`Action=${action}&Version=${version}&${rest}`);
const megabyte = 1_048_576;
export const floods: readonly (readonly [what: string, id: string, protocol: Protocol, sent: Sent])[] = [
  ['nested lists', 'dynamodb:PutItem', 'json', { body: text('['.repeat(megabyte)) }],
  ['nested objects', 'dynamodb:PutItem', 'json', { body: text('{"a":'.repeat(megabyte / 5)) }],
  ['many small values', 'dynamodb:PutItem', 'json', { body: text(`{"Item":[${'1,'.repeat(megabyte / 2)}1]}`) }],
  ['a long number', 'dynamodb:Query', 'json', { body: text(`{"Limit":${'9'.repeat(megabyte)}}`) }],
  ['an endless string', 'dynamodb:Query', 'json', { body: text(`{"TableName":"${'\\\\'.repeat(megabyte / 2)}`) }],
  ['many fields', 'ec2:DescribeInstances', 'ec2', { body: form('DescribeInstances', '2016-11-15', numbered('x')) }],
  ['many items', 'ec2:DescribeInstances', 'ec2', { body: form('DescribeInstances', '2016-11-15', numbered('InstanceId')) }],
  ['a deep name', 'ec2:DescribeInstances', 'ec2', { body: form('DescribeInstances', '2016-11-15', 'a.'.repeat(megabyte / 2)) }],
  [
    'nested elements',
    's3:DeleteObjects',
    'rest-xml',
    { path: '/bucket', query: 'delete', body: text('<a>'.repeat(megabyte / 3)) },
  ],
  [
    'many elements',
    's3:DeleteObjects',
    'rest-xml',
    { path: '/bucket', query: 'delete', body: text(`<Delete>${'<a/>'.repeat(megabyte / 4)}</Delete>`) },
  ],
  [
    'bare ampersands',
    's3:DeleteObjects',
    'rest-xml',
    { path: '/bucket', query: 'delete', body: text(`<Delete>${'&'.repeat(megabyte)}</Delete>`) },
  ],
  [
    'an endless tag',
    's3:DeleteObjects',
    'rest-xml',
    { path: '/bucket', query: 'delete', body: text(`<Delete${' '.repeat(megabyte)}`) },
  ],
  ['nested CBOR lists', 'cloudwatch:PutMetricData', 'cbor', { body: new Uint8Array(megabyte).fill(0x81) }],
  [
    'a CBOR list that claims four billion items',
    'cloudwatch:PutMetricData',
    'cbor',
    { body: Uint8Array.from([0x9a, 0xff, 0xff, 0xff, 0xff]) },
  ],
  [
    'many CBOR chunks',
    'cloudwatch:PutMetricData',
    'cbor',
    { body: Buffer.concat([Buffer.of(0x7f), Buffer.alloc(megabyte, 0x60)]) },
  ],
];

function numbered(name: string): string {
  return Array.from({ length: 70_000 }, (_, index) => `${name}.${index + 1}=i`).join('&');
}
