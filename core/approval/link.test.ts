import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Keyring } from '../sealed.ts';
import { seal } from '../sealed.ts';
import { approvalUrl, opensLink, signLink } from './link.ts';
import { sampleApproval } from './sample-approval.fixture.ts';

const keyring: Keyring = { current: 'k1', roots: new Map([['k1', new Uint8Array(32).fill(1)]]) };
const rotated: Keyring = { current: 'k2', roots: new Map([...keyring.roots, ['k2', new Uint8Array(32).fill(2)]]) };
const now = '2026-05-04T10:00:00.000Z';
const approvalId = '01JZ0000000000000000000001';
const token = signLink(keyring, { approvalId, expiresAt: '2026-05-04T11:00:00.000Z' });

test('a link opens the approval that it was made for, also after the keys were rotated', () => {
  assert.equal(opensLink(keyring, token, { approvalId, now }), true);
  assert.equal(opensLink(rotated, token, { approvalId, now }), true);
});

test('a link opens no other approval', () => {
  assert.equal(opensLink(keyring, token, { approvalId: '01JZ0000000000000000000002', now }), false);
});

test('a link does not open anything once its time is over', () => {
  assert.equal(opensLink(keyring, token, { approvalId, now: '2026-05-04T10:59:59.999Z' }), true);
  assert.equal(opensLink(keyring, token, { approvalId, now: '2026-05-04T11:00:00.000Z' }), false);
});

test('a link with any one character changed, cut off or added opens nothing', () => {
  for (const index of token.split('').keys()) {
    const flipped = token[index] === 'A' ? 'B' : 'A';
    assert.equal(
      opensLink(keyring, token.slice(0, index) + flipped + token.slice(index + 1), { approvalId, now }),
      false,
      `${index}`,
    );
    assert.equal(opensLink(keyring, token.slice(0, index), { approvalId, now }), false);
  }
  for (const added of ['A', '=', '.', '.x', ' ', '\n'])
    assert.equal(opensLink(keyring, token + added, { approvalId, now }), false);
});

test('a link of another installation opens nothing', () => {
  const foreign: Keyring = { current: 'k1', roots: new Map([['k1', new Uint8Array(32).fill(9)]]) };

  assert.equal(
    opensLink(keyring, signLink(foreign, { approvalId, expiresAt: '2027-01-01T00:00:00.000Z' }), { approvalId, now }),
    false,
  );
});

test('what was sealed for another purpose is no link', () => {
  assert.equal(opensLink(keyring, seal(keyring, 'csrf', Buffer.from(approvalId)), { approvalId, now }), false);
  assert.equal(opensLink(keyring, '', { approvalId, now }), false);
  assert.equal(opensLink(keyring, 'a'.repeat(100_000), { approvalId, now }), false);
});

test('the address of the page lasts as long as the approval', () => {
  const url = new URL(approvalUrl(sampleApproval(), { publicUrl: 'https://gate.example', keyring }));

  assert.equal(url.pathname, `/approvals/${approvalId}`);
  assert.equal(opensLink(keyring, url.searchParams.get('t') ?? '', { approvalId, now }), true);
});
