import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, Parameters } from '../model.ts';
import { maskParameters } from './mask-parameters.ts';
import { map, operation, secret, structure } from './shapes.fixture.ts';
import { refuseMaskedWriteBack } from './write-back.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const mark = '[masked:secret]';

const forms: Readonly<Record<string, Parameters>> = {
  'a text': { Value: mark },
  'a part of a text': { Value: `postgres://app:${mark}@db` },
  'a deep text': { A: { B: [{ Value: mark }] } },
  'a pseudonym': { Value: '[masked:pii.contact:k1.0123456789abcdef]' },
  'a masked address': { Value: 'Someone <m-0123456789ab@masked.invalid>' },
  'a key of a map': { Tags: { [mark]: 'x' } },
  'a numbered key of a map': { Tags: { '[masked:secret#2]': 'x' } },
  base64: { Blob: base64(mark) },
  'base64 with line ends': {
    Blob: `${base64(`#!/bin/sh\nexport A=${mark}\n`).slice(0, 20)}\n${base64(`#!/bin/sh\nexport A=${mark}\n`).slice(20)}`,
  },
  base64url: { Blob: Buffer.from(`??>>${mark}`).toString('base64url') },
  'JSON in a text': { Policy: JSON.stringify({ a: [mark] }) },
  'JSON in a text, behind escapes': { Policy: '{"a":"\\u005bmasked:secret\\u005d"}' },
  'base64 in JSON in a text': { Policy: JSON.stringify({ data: base64(mark) }) },
  'an encoded URL': { Url: `https://x.example/?a=${encodeURIComponent(mark)}` },
  'an encoded document': { Policy: encodeURIComponent(JSON.stringify({ who: 'm-0123456789ab@masked.invalid' })) },
  'JSON in base64 in JSON': { Policy: JSON.stringify({ data: base64(JSON.stringify({ x: base64(mark) })) }) },
};

for (const [what, parameters] of Object.entries(forms)) {
  test(`a mask is refused in ${what}`, () => {
    assert.throws(() => refuseMaskedWriteBack(parameters), { name: 'GatewayError', code: 'masked-value-write-back' });
  });
}

test('the refusal names the parameter and nothing of its value', () => {
  const parameters = { Users: [{ Name: 'x' }, { Login: { Password: `hunter22${mark}` } }] };

  assert.throws(
    () => refuseMaskedWriteBack(parameters),
    /The parameter Users\[\]\.Login\.Password holds a value that this gateway masked/,
  );
  assert.throws(
    () => refuseMaskedWriteBack(parameters),
    (error: Error) => !error.message.includes('hunter22'),
  );
});

test('what this gateway masked is refused when it comes back', () => {
  const input = structure({ Environment: structure({ Variables: map(secret) }) });
  const { value } = maskParameters({ Environment: { Variables: { DB: 'postgres://' } } }, input, { operation: operation() });

  assert.throws(() => refuseMaskedWriteBack(value), { code: 'masked-value-write-back' });
});

test('a thousand ordinary requests pass', () => {
  const values: readonly Json[] = [
    '[mask]',
    'masked:secret',
    '[masked: not ours]',
    '[masked:]',
    'm-123@masked.invalid',
    base64('hello world, hello'),
    '{"a":1}',
    '{broken',
    '"quoted"',
    null,
    0,
    true,
    'a'.repeat(5000),
    '[1,2]',
  ];

  for (let n = 0; n < 1000; n += 1) {
    refuseMaskedWriteBack({
      Name: `thing-${n}`,
      Value: values[n % values.length] ?? null,
      Nested: { List: [values[(n * 7) % values.length] ?? null] },
    });
  }
});

test('large texts that are nearly marks are walked once', () => {
  refuseMaskedWriteBack({ A: '[masked:'.repeat(100_000), B: '['.repeat(200_000), C: 'm-0123456789a'.repeat(50_000) });
});
