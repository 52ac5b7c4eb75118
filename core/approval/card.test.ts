import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Masked, Parameters } from '../model.ts';
import { cardOf } from './card.ts';
import { hiddenMembers, shownParameters } from './parameter-rows.ts';
import { sampleApproval } from './sample-approval.fixture.ts';

const now = '2026-05-04T10:05:00.000Z';
const masked = (parameters: Parameters) => parameters as Masked<Parameters>;

test('the card says who, what, on what with its tags, by which policy, who must agree and until when', () => {
  const card = cardOf(sampleApproval(), now);

  assert.equal(card.requester, 'Erin Engineer <engineer@acme.example>');
  assert.equal(card.what, 'ec2:TerminateInstances');
  assert.deepEqual(card.resources[0]?.tags, [['mcp-server', 'tickets']]);
  assert.deepEqual(card.policies, [{ id: 'terminate-mcp-server', sentence: 'Ending an MCP server needs an approval.' }]);
  assert.deepEqual(card.steps[0]?.needs, [{ need: 1, from: ['prod-approvers'] }]);
  assert.equal(card.until, '2026-05-04 11:00 UTC');
  assert.match(
    card.command,
    /^aws ec2 terminate-instances \\\n {2}--instance-ids i-0123456789abcdef0 \\\n {2}--region eu-west-1$/,
  );
});

test('an agent is shown with the person it acts for', () => {
  const sample = sampleApproval();
  const { name: _name, email: _email, ...requester } = sample.requester;
  const person = { id: 'dev:engineer', subject: 'engineer', name: 'Erin Engineer' };

  const card = cardOf({ ...sample, requester: { ...requester, kind: 'agent', id: 'dev:agent', onBehalfOf: person } }, now);

  assert.equal(card.requester, 'dev:agent (an agent acting for Erin Engineer)');
});

test('after the escalation its people are among those who may agree', () => {
  const card = cardOf(sampleApproval(), '2026-05-04T10:30:00.000Z');

  assert.deepEqual(card.steps[0]?.needs, [{ need: 1, from: ['prod-approvers', 'sre-leads'] }]);
});

test('what is past its time is shown as expired, though no machine has looked yet', () => {
  assert.equal(cardOf(sampleApproval(), '2026-05-04T11:00:00.000Z').state, 'expired');
});

test('a reason is one short line without links', () => {
  const reason = `Approved by security.\nSee https://evil.example/x ${'a'.repeat(400)}` as Masked<string>;

  const card = cardOf(sampleApproval({ reason }), now);

  assert.ok((card.reason ?? '').length <= 300);
  assert.doesNotMatch(card.reason ?? '', /\n|https:/);
});

test('what masking hid is listed with its size and a keyed hash, and never with its value', () => {
  const clear = { Name: 'x', Password: 'hunter2-hunter2', Nested: { List: ['a', 'secret-value'] } };
  const shown = masked({ Name: 'x', Password: '[masked:secret]', Nested: { List: ['a', '[masked:secret]'] } });

  const hidden = hiddenMembers(clear, shown, new Uint8Array(32).fill(7));

  assert.deepEqual(
    hidden.map(({ path, sizeBytes }) => [path, sizeBytes]),
    [
      ['Password', 15],
      ['Nested.List[1]', 12],
    ],
  );
  assert.doesNotMatch(JSON.stringify(hidden), /hunter2|secret-value/);
});

test('two installations hash the same hidden value differently', () => {
  const hash = (fill: number) =>
    hiddenMembers({ P: 'hunter2' }, masked({ P: '[masked:secret]' }), new Uint8Array(32).fill(fill))[0]?.keyedHash;

  assert.notEqual(hash(1), hash(2));
});

test('what is too long to be shown is cut and must be ticked', () => {
  const { rows, cut } = shownParameters(masked({ UserData: 'x'.repeat(100_000) }));

  assert.equal(rows[0]?.text.length, 65_537);
  assert.deepEqual(cut, [{ path: 'UserData', sizeBytes: 100_000 }]);
});

test('names and tags that turn the text about are written out', () => {
  const sample = sampleApproval();
  const facts = (sample.call.facts ?? []).map((fact) => ({ ...fact, tags: { 'a\u202eb': '<script>\u0000' } }));

  const card = cardOf({ ...sample, call: { ...sample.call, facts } }, now);

  assert.deepEqual(card.resources[0]?.tags, [[String.raw`a\u{202e}b`, String.raw`<script>\u{0}`]]);
});
