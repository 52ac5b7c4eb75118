/** Valid requests of every protocol, broken in every way at hand: the decoder answers or refuses, and never crashes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cbor } from '@smithy/core/cbor';
import type { Protocol } from '#core/catalog/service.ts';
import { GatewayError } from '#core/errors.ts';
import { decode, type Sent } from '#test/differential/decode-one.ts';
import { floods } from './floods.ts';

type Seed = { readonly id: string; readonly protocol: Protocol; readonly sent: Sent & { readonly body: Uint8Array } };

const text = (body: string): Uint8Array => new TextEncoder().encode(body);
const form = (action: string, version: string, rest: string): Uint8Array => text(`Action=${action}&Version=${version}&${rest}`);

const seeds: readonly Seed[] = [
  {
    id: 'ec2:RunInstances',
    protocol: 'ec2',
    sent: {
      body: form(
        'RunInstances',
        '2016-11-15',
        'ImageId=ami-1&MinCount=1&BlockDeviceMapping.1.Ebs.VolumeSize=8&TagSpecification.1.Tag.1.Key=a%20b',
      ),
    },
  },
  {
    id: 'sns:CreateTopic',
    protocol: 'query',
    sent: {
      body: form('CreateTopic', '2010-03-31', 'Name=t&Attributes.entry.1.key=k&Attributes.entry.1.value=v&Tags.member.1.Key=a'),
    },
  },
  {
    id: 'dynamodb:PutItem',
    protocol: 'json',
    sent: { body: text('{"TableName":"t","Item":{"a":{"S":"ü\\n"},"b":{"L":[{"N":"1"},{"BOOL":true},{"B":"AAEC"}]}}}') },
  },
  {
    id: 'bedrock-runtime:Converse',
    protocol: 'rest-json',
    sent: {
      path: '/model/m/converse',
      body: text('{"messages":[{"role":"user","content":[{"text":"x"}]}],"additionalModelRequestFields":{"a":[1,2.5,null]}}'),
    },
  },
  {
    id: 's3:DeleteObjects',
    protocol: 'rest-xml',
    sent: {
      path: '/bucket',
      query: 'delete',
      body: text('<?xml version="1.0"?><Delete xmlns="x"><Object><Key>a&amp;&#233;</Key></Object><Quiet>true</Quiet></Delete>'),
    },
  },
  {
    id: 'cloudwatch:PutMetricData',
    protocol: 'cbor',
    sent: {
      body: cbor.serialize({
        Namespace: 'n',
        MetricData: [{ MetricName: 'm', Value: 1.5, Counts: [1, 2], Dimensions: [{ Name: 'd', Value: 'v' }] }],
      }),
    },
  },
];

type Mutation = (body: Uint8Array, random: () => number) => Uint8Array;

const mutations: Readonly<Record<string, Mutation>> = {
  truncated: (body, random) => body.subarray(0, Math.floor(random() * body.length)),
  'with a byte changed': (body, random) => changed(body, random, () => Math.floor(random() * 256)),
  'with a bit flipped': (body, random) => changed(body, random, (byte) => byte ^ (1 << Math.floor(random() * 8))),
  'with a part twice': (body, random) => {
    const [start, end] = range(body, random);
    return Buffer.concat([body.subarray(0, end), body.subarray(start, end), body.subarray(end)]);
  },
  'without a part': (body, random) => {
    const [start, end] = range(body, random);
    return Buffer.concat([body.subarray(0, start), body.subarray(end)]);
  },
  'with a part moved': (body, random) => {
    const [start, end] = range(body, random);
    return Buffer.concat([body.subarray(end), body.subarray(start, end), body.subarray(0, start)]);
  },
  'with noise in it': (body, random) => {
    const [start] = range(body, random);
    return Buffer.concat([body.subarray(0, start), text(noise[Math.floor(random() * noise.length)] ?? ''), body.subarray(start)]);
  },
};

const noise = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\\',
  '\0',
  '&',
  '=',
  '%',
  '.1',
  '.1000000000=',
  '<',
  '>',
  '</',
  '&x;',
  '<!--',
  '\u0000',
  '\ud83d\ude42',
  '1e999',
  '-',
  'null',
  '__proto__',
  ']]>',
  '<?',
];

for (const { id, protocol, sent } of seeds) {
  test(`${protocol}: the request itself is decoded`, () => {
    assert.ok(Object.keys(decode(id, protocol, sent)).length > 0);
  });

  for (const [name, mutate] of Object.entries(mutations)) {
    test(`${protocol}: a body ${name} is decoded or refused`, () => {
      const random = createRandom(`${protocol}${name}`);
      for (let round = 0; round < 400; round += 1)
        answers(() => decode(id, protocol, { ...sent, body: mutate(sent.body, random) }));
    });
  }

  test(`${protocol}: every truncation is decoded or refused`, () => {
    for (let length = 0; length < sent.body.length; length += 1)
      answers(() => decode(id, protocol, { ...sent, body: sent.body.subarray(0, length) }));
  });
}

for (const [what, id, protocol, sent] of floods) {
  test(`a megabyte of ${what} is refused: ${id}`, () => {
    assert.throws(() => decode(id, protocol, sent), GatewayError);
  });
}

function answers(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    assert.ok(['malformed-request', 'unsupported-call', 'payload-too-large'].includes(error.code), error.message);
  }
}

function changed(body: Uint8Array, random: () => number, change: (byte: number) => number): Uint8Array {
  const at = Math.floor(random() * body.length);
  return body.map((byte, index) => (index === at ? change(byte) : byte));
}

function range(body: Uint8Array, random: () => number): readonly [start: number, end: number] {
  const start = Math.floor(random() * body.length);
  return [start, Math.min(body.length, start + 1 + Math.floor(random() * 24))];
}

/** The same run every time: mulberry32, seeded by a text. */
function createRandom(seed: string): () => number {
  let state = [...seed].reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const further = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((further ^ (further >>> 14)) >>> 0) / 4_294_967_296;
  };
}
