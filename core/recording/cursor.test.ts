import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Position } from '../ports.ts';
import { type Keyring, seal } from '../sealed.ts';
import { type CursorScope, openCursor, sealCursor } from './cursor.ts';

const keyring: Keyring = { current: 'k1', roots: new Map([['k1', new Uint8Array(32).fill(1)]]) };
const scope: CursorScope = { keyring, tenant: 'acme', query: { list: 'events', principal: 'local:ada', service: undefined } };
const position: Position = { time: '2026-11-02T10:00:00.000Z', id: '01JBPK0000000000000000001Z' };

test('a cursor opens for the question that it was made for', () => {
  assert.deepEqual(openCursor(sealCursor(position, scope), scope), position);
});

test('a cursor over sessions keeps where its walk began, and one before every event of its time has no id', () => {
  const walk = { ...position, id: '', newest: position };

  assert.deepEqual(openCursor(sealCursor(walk, scope), scope), walk);
});

const foreign: Record<string, CursorScope> = {
  'another tenant': { ...scope, tenant: 'other' },
  'another principal': { ...scope, query: { ...scope.query, principal: 'local:ben' } },
  'another list': { ...scope, query: { ...scope.query, list: 'sessions' } },
  'a wider question': { ...scope, query: { list: 'events' } },
  'another installation': { ...scope, keyring: { current: 'k1', roots: new Map([['k1', new Uint8Array(32).fill(2)]]) } },
  'a key that is gone': { ...scope, keyring: { current: 'k2', roots: new Map([['k2', new Uint8Array(32).fill(1)]]) } },
};

for (const [name, other] of Object.entries(foreign)) {
  test(`a cursor of ${name} is refused`, () => {
    assert.throws(() => openCursor(sealCursor(position, scope), other), { code: 'malformed-request' });
  });
}

test('a cursor survives the change of the current key', () => {
  const roots = new Map([...keyring.roots, ['k2', new Uint8Array(32).fill(9)] as const]);

  assert.deepEqual(openCursor(sealCursor(position, scope), { ...scope, keyring: { current: 'k2', roots } }), position);
});

test('every changed character of a cursor is refused', () => {
  const cursor = sealCursor(position, scope);

  for (let index = 0; index < cursor.length; index += 1) {
    const changed = `${cursor.slice(0, index)}${cursor[index] === 'A' ? 'B' : 'A'}${cursor.slice(index + 1)}`;
    assert.throws(() => openCursor(changed, scope), { code: 'malformed-request' });
  }
});

for (const [name, cursor] of Object.entries({
  nothing: '',
  text: 'not a cursor',
  padding: `${sealCursor(position, scope)}=`,
  'a long text': 'A'.repeat(10_000),
})) {
  test(`${name} is no cursor`, () => {
    assert.throws(() => openCursor(cursor, scope), { code: 'malformed-request' });
  });
}

test('what was sealed for another purpose is no cursor', () => {
  const sealed = seal(
    keyring,
    'issued-credentials',
    new TextEncoder().encode(JSON.stringify({ v: 1, tenant: 'acme', position })),
  );

  assert.throws(() => openCursor(sealed, scope), { code: 'malformed-request' });
  assert.throws(() => openCursor(sealed.slice(3), scope), { code: 'malformed-request' });
});
