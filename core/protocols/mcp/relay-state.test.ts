import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Keyring } from '../../sealed.ts';
import { isRelayState, readRelayState, relayStateText } from './relay-state.ts';

const keyring: Keyring = { current: 'k1', roots: new Map([['k1', Buffer.alloc(32, 7)]]) };
const call = { server: 'tickets', principal: 'dev:erin', method: 'tools/call', params: { name: 'close', arguments: { id: 1 } } };
const sealing = { keyring, nowSeconds: 1_000_000 };

test('a server’s state comes back whole, and its client cannot read it', () => {
  const text = relayStateText('step two', call, sealing);

  assert.ok(isRelayState(text) && !Buffer.from(text, 'base64url').includes('step two'));
  assert.equal(readRelayState(text, call, sealing), 'step two');
  assert.equal(readRelayState(text, { ...call, params: { ...call.params, inputResponses: { a: {} } } }, sealing), 'step two');
});

test('it is of one call, one caller, one server and one hour', () => {
  const text = relayStateText('step two', call, sealing);
  const read = (other: object, nowSeconds = sealing.nowSeconds) =>
    readRelayState(text, { ...call, ...other }, { keyring, nowSeconds });

  assert.equal(read({ principal: 'dev:other' }), undefined);
  assert.equal(read({ server: 'orders' }), undefined);
  assert.equal(read({ method: 'prompts/get' }), undefined);
  assert.equal(read({ params: { name: 'close', arguments: { id: 2 } } }), undefined);
  assert.equal(read({}, sealing.nowSeconds + 3601), undefined);
  assert.equal(readRelayState(`${text}A`, call, sealing), undefined);
  assert.equal(readRelayState(text.slice('relay~'.length), call, sealing), undefined);
});
