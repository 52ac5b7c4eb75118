import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotedText } from './quoted-text.ts';

test('a plain sentence stays as it is', () => {
  assert.equal(quotedText('  rotate the key, as in CHG-4711  '), 'rotate the key, as in CHG-4711');
});

for (const text of [
  'see https://evil.example/approve?x=1 now',
  'see HTTPS://evil.example now',
  'see www.evil.example/x now',
  'see evil.example/approve now',
  'see mailto:eve@evil.example now',
  'see javascript:alert(1) now',
]) {
  test(`a link is taken out: ${text}`, () => {
    assert.equal(quotedText(text), 'see [link removed] now');
  });
}

test('it is one line without characters that make a text look like another', () => {
  assert.equal(quotedText('a\r\nb\u2028c\td\u202Ee\u200Bf\u0000g\u{E0041}h\uFE0F'), 'a b c defgh');
});

test('it has at most 300 characters', () => {
  assert.equal(quotedText('x'.repeat(1000)).length, 300);
  assert.ok(quotedText(`${'x'.repeat(298)}🚀🚀`).isWellFormed());
});

test('what is not looked at is left out, and the text says that it was cut', () => {
  const link = `https://evil.example/${'x'.repeat(5000)}`;

  assert.equal(quotedText(`see ${link} now`), 'see [link removed]…');
});

test('a long text of one kind takes no long time', () => {
  for (const piece of ['a.', 'www.', 'a-', 'http:', '/', ' ']) assert.ok(quotedText(piece.repeat(50_000)).length <= 300);
});
