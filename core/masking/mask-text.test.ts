import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskJson, maskText } from './mask-text.ts';

test('a text becomes one line without control, bidi and invisible characters', () => {
  assert.equal(maskText('aws-cli/1.45\r\n\tevil \u202egnp.exe\u0000\u200b\u001b[31m é'), 'aws-cli/1.45 evil gnp.exe[31m é');
});

test('secrets are cut wherever they stand, the longer ones whole', () => {
  assert.equal(
    maskText('x hunter22-long y hunter22 $&', ['hunter22', 'hunter22-long']),
    'x [masked:secret] y [masked:secret] $&',
  );
});

test('a secret is found before and after characters are taken out', () => {
  assert.equal(maskText('key: line-1\nline-2!', ['line-1\nline-2']), 'key: [masked:secret]!');
  assert.equal(maskText('hunt\u200ber22', ['hunter22']), '[masked:secret]');
});

test('a long text is cut after its secrets, so that no half of one stays', () => {
  const text = maskText(`${'a'.repeat(990)}hunter22hunter22`, ['hunter22hunter22']);

  assert.equal(text.length, 1000);
  assert.ok(text.endsWith('…') && !text.includes('hunter'));
});

test('short values are no secrets: they would cut half of every text', () => {
  assert.equal(maskText('a name and a thing', ['name', 'a', '']), 'a name and a thing');
});

test('a surrogate without its half does not reach the record', () => {
  assert.equal(maskText('a\ud800b').isWellFormed(), true);
  assert.equal(maskText('😀'.repeat(600)).isWellFormed(), true);
});

test('values and keys of facts lose their secrets, and everything else stays', () => {
  const facts = { 'tag:hunter22': ['x hunter22', 1, null, true], plain: { n: 1.5 } };

  assert.deepEqual(maskJson(facts, ['hunter22']), {
    'tag:[masked:secret]': ['x [masked:secret]', 1, null, true],
    plain: { n: 1.5 },
  });
  assert.deepEqual(maskJson(facts), facts);
});
