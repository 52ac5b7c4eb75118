import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { recordView } from './claim.ts';
import { literalFinder } from './finder.fixture.ts';
import { findInCbor } from './mask-cbor.ts';
import { framing, type Plan } from './plan.ts';
import { planOf } from './plan-of.ts';
import { renderBytes } from './render.ts';
import { blob, list, map, scalar, secret, string, structure, timestamp } from './shapes.fixture.ts';

const walked = { service: 'things', operation: 'GetThing', side: 'output', naming: 'json' } as const;

function masked(bytes: Uint8Array, plan: Plan, secrets: readonly string[] = []): Uint8Array {
  return renderBytes(bytes, findInCbor(bytes, plan, literalFinder(secrets)), recordView);
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test('marked items change, and an independent reader reads the rest as before', () => {
  const plan = planOf(
    structure({
      a: string(),
      s: secret,
      n: scalar('long', true),
      all: list(secret),
      m: map(secret),
      b: blob({ sensitive: true }),
      t: timestamp(true),
    }),
    walked,
  );
  const bytes = cbor.serialize({
    a: 'x'.repeat(300),
    s: 'y',
    n: 12345678901,
    all: ['p', null],
    m: { k: 'v' },
    b: new Uint8Array([1, 2]),
    t: dateToTag(new Date(1614834367500)),
  });

  const result: unknown = cbor.deserialize(masked(bytes, plan));

  assert.deepEqual(result, {
    a: 'x'.repeat(300),
    s: '[masked:secret]',
    n: 0,
    all: ['[masked:secret]', null],
    m: { k: '[masked:secret]' },
    b: new Uint8Array(Buffer.from('[masked:secret]')),
    t: dateToTag(new Date(1614816000000)),
  });
});

test('bytes outside of what is masked stay as they are, in whatever form they were written', () => {
  const plan = planOf(structure({ a: list(scalar('integer')), s: secret, z: scalar('double') }), walked);
  // An indefinite map with an indefinite list, a chunked text, a long head and a half float.
  const bytes = hex('bf 61 61 9f 18 01 1a 00000002 ff 61 73 7f 61 78 61 79 ff 61 7a f9 3c00 ff');

  const result = masked(bytes, plan);

  const mask = Buffer.from('[masked:secret]').toString('hex');
  assert.equal(Buffer.from(result).toString('hex'), `bf61619f18011a00000002ff61736f${mask}617af93c00ff`);
});

test('numbers written as bytes or pairs become a number', () => {
  const plan = planOf(structure({ n: scalar('long', true), d: scalar('double', true) }), walked);

  assert.deepEqual(cbor.deserialize(masked(hex('a2 61 6e c2 49 010000000000000000 61 64 c4 82 21 19 6ab3'), plan)), {
    n: 0,
    d: 0,
  });
});

test('a repeated key is masked each time', () => {
  const plan = planOf(structure({ s: secret }), walked);

  const result = masked(hex('a2 61 73 61 78 61 73 f6'), plan);

  assert.equal(Buffer.from(result).includes('x'), false);
});

test('a literal is found in texts', () => {
  const plan = planOf(structure({ note: string() }), walked);

  assert.deepEqual(cbor.deserialize(masked(cbor.serialize({ note: 'say hunter22!' }), plan, ['hunter22'])), {
    note: 'say [masked:secret]!',
  });
});

const refused: Readonly<Record<string, string>> = {
  nothing: '',
  'a second item': '01 01',
  'a text cut short': '63 61',
  'a map cut short': 'a2 61 61 01',
  'a map with a key that is no text': 'a1 01 02',
  'text that is no UTF-8': '61 ff',
  'a head that is reserved': '1c',
  'a simple value that is unknown': 'e0',
  'a break out of place': 'ff',
  'an indefinite text of the wrong chunks': '7f 41 61 ff',
  'an indefinite list that never ends': '9f 01',
  'a count that no message can hold': '9b ffffffffffffffff',
  'a bignum of the wrong kind': 'c2 01',
};

for (const [what, bytes] of Object.entries(refused)) {
  test(`refused: ${what}`, () => {
    assert.throws(() => masked(hex(bytes), framing), { code: 'masking-failed' });
  });
}

test('deep nesting is refused, not walked', () => {
  assert.throws(() => masked(new Uint8Array(1_000_000).fill(0x81), framing), { code: 'masking-failed' });
  assert.throws(() => masked(new Uint8Array(1_000_000).fill(0xc6), framing), { code: 'masking-failed' });
});
