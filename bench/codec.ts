/** Identifying, decoding, digesting, encoding again, and reading replies: one request of every protocol, in time of its own. */

import { readCatalog } from '#adapters/files/catalog.ts';
import { canonicalJson, keyedHashHex } from '#core/canonical.ts';
import type { Protocol } from '#core/catalog/service.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';
import { decodeReply } from '#core/protocols/aws/codec/decode-reply.ts';
import { encodeParameters } from '#core/protocols/aws/codec/encode.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';
import { sampleParameters, seededRandom } from '#test/differential/parameter-sample.ts';
import { sampleReply } from '#test/differential/reply-sample.ts';
import { ownMicroseconds, type Row } from './row.ts';

const calls: readonly (readonly [id: string, protocol: Protocol])[] = [
  ['ec2:RunInstances', 'ec2'],
  ['iam:CreatePolicy', 'query'],
  ['dynamodb:PutItem', 'json'],
  ['lambda:CreateFunction', 'rest-json'],
  ['s3:ListObjectsV2', 'rest-xml'],
  ['cloudwatch:PutMetricData', 'cbor'],
];
const key = new Uint8Array(32).fill(7);
const payload = new Uint8Array();

export function benchCodec(): readonly Row[] {
  return [...readiness(), ...calls.flatMap(([id, protocol]) => figures(id, protocol))];
}

/** What a cold start pays before its first request; the shapes are read per service. */
function readiness(): readonly Row[] {
  const before = process.memoryUsage().rss;
  const ready = ownMicroseconds(() => readCatalog().servicesSignedAs('ec2'), { count: 1, runs: 9 }) / 1000;
  const catalog = readCatalog();
  const megabytes = (process.memoryUsage().rss - before) / 1024 / 1024;
  const start = process.cpuUsage();
  const ec2 = catalog.operation('ec2', 'RunInstances');
  if (ec2 !== undefined) catalog.shape(ec2, 'input');
  return [
    { name: 'catalog ready', value: ready, unit: 'ms', budget: { kind: 'at-most', value: 60 } },
    { name: 'memory of ten catalogs without shapes', value: megabytes, unit: 'MB' },
    { name: 'ec2’s operations and shapes, on first use', value: process.cpuUsage(start).user / 1000, unit: 'ms' },
    { name: 'memory of one with every operation and shape', value: memoryOfAll(), unit: 'MB' },
  ];
}

/** What a process holds in the end that has seen every service. */
function memoryOfAll(): number {
  const before = process.memoryUsage().rss;
  const catalog = readCatalog();
  for (const service of catalog.services.values()) {
    for (const operation of service.operations.values()) {
      for (const side of ['input', 'output'] as const) catalog.shape(operation, side);
    }
  }
  return (process.memoryUsage().rss - before) / 1024 / 1024;
}

function figures(id: string, protocol: Protocol): readonly Row[] {
  const catalog = readCatalog();
  const [serviceId = '', name = ''] = id.split(':');
  const service = catalog.services.get(serviceId);
  const operation = catalog.operation(serviceId, name);
  if (service === undefined || operation === undefined) throw new Error(`the catalog has no ${id}`);
  const input = catalog.shape(operation, 'input');
  const output = catalog.shape(operation, 'output');
  const as = { protocol, operation, service, input, payload };
  const parameters = sampleParameters(input, { random: seededRandom(1), hasEmpty: false });
  const request = encodeParameters(parameters, as);
  const reply = sampleReply(operation, output, { protocol, seed: 1 })?.reply ?? { status: 200, headers: [], body: payload };
  const label = `${protocol}, ${id}`;
  const sizes = `${request.body.length + request.path.length + request.query.length} bytes`;
  const figure = (what: string, work: () => unknown) => ({ name: `${what}: ${label}`, value: ownMicroseconds(work), unit: 'µs' });
  const digest = () => keyedHashHex(key, canonicalJson(decodeParameters(request, as)));
  return [
    { ...figure('identify', () => identify(request, service.signingName, catalog)), budget: { kind: 'at-most', value: 60 } },
    { ...figure(`decode + digest (${sizes})`, digest), budget: { kind: 'at-most', value: 500 } },
    figure('encode', () => encodeParameters(parameters, as)),
    figure(`decode its reply (${reply.body.length} bytes)`, () =>
      decodeReply(reply, { protocol, operation, output, maxPayloadBytes: 1_000_000 }),
    ),
  ];
}
