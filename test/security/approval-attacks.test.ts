/** Every attack on an approval that the product promises to withstand, and the test that shows it; those that stand in no other file are here. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { giveVerdict } from '#core/approving/give-verdict.ts';
import type { Principal } from '#core/model.ts';
import type { ApiCaller } from '#core/product-api.ts';
import { alex, createHarness, erin, type Harness, person } from './approval-harness.ts';

let harness: Harness;

beforeEach(() => {
  harness = createHarness({ holdSeconds: 5 });
});
afterEach(() => harness.close());

const approver = (over: Partial<Principal>): Principal => ({ ...person('sam', 'approvers'), ...over });
const elevenMinutesAgo = () => new Date(Date.now() - 11 * 60_000).toISOString();

/** Somebody in the group of the approvers each, but for what the name says. */
const unfit: Readonly<Record<string, () => readonly [Principal, Partial<ApiCaller>]>> = {
  'an agent': () => [approver({ kind: 'agent', onBehalfOf: person('sam', 'approvers') }), {}],
  'a workload': () => [approver({ kind: 'service' }), {}],
  'a refreshed token': () => [approver({}), { signedInAt: elevenMinutesAgo() }],
  'a token that came through MCP': () => [approver({}), { channel: 'mcp' }],
  'a token of another client': () => [approver({ clientId: 'some-mcp-client' }), {}],
  'the requester, in the group of the approvers': () => [{ ...erin, groups: ['engineers', 'approvers'] }, {}],
  'another account of the requester': () => [approver({ personKey: 'erin@acme.example' }), {}],
};

for (const [who, present] of Object.entries(unfit)) {
  test(`${who} gives no verdict, and the refusal is recorded`, async () => {
    await harness.send({ isGone: () => true });
    const { id } = await harness.pending();
    const [principal, over] = present();

    const given = giveVerdict(harness.caller(principal, over), { approvalId: id, verdict: 'approve', via: 'api' }, harness.api);

    await assert.rejects(given, { code: 'denied' });
    const after = await harness.approving.approvals.find(id);
    assert.deepEqual([after?.state, after?.verdicts], ['pending', []]);
    assert.match(JSON.stringify(harness.world.events.at(-1)?.detail), /verdict-refused/);
    assert.deepEqual(harness.world.sent, []);
  });
}

test('a client that had given up comes back after the approval: its retry executes once, and the next gets the same answer', async () => {
  await harness.send({ command: 'one', isGone: () => true });
  const { id } = await harness.pending();
  await giveVerdict(harness.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, harness.api);

  const retries = [await harness.send({ command: 'one' }), await harness.send({ command: 'one' })];

  assert.deepEqual(
    retries.map(({ code }) => code),
    ['ok', 'ok'],
  );
  assert.equal(retries[0]?.text, retries[1]?.text);
  assert.equal(harness.world.sent.length, 1);
});

/** Each attack that is promised to be withstood → the file and the name of the test that makes it. */
const attacks: Readonly<Record<string, readonly [file: string, name: string]>> = {
  'a forged, altered or expired link': [
    'test/security/approval-pages.test.ts',
    'a forged, altered, expired or foreign link leads to one and the same page, signed in or not',
  ],
  'an agent’s, a workload’s token on the page': [
    'test/security/approval-pages.test.ts',
    'an agent, a workload, or a client that is not meant for verdicts gets no form and decides nothing',
  ],
  'a stale sign-in on the page': [
    'test/security/approval-pages.test.ts',
    'a sign-in of eleven minutes ago is sent to sign in again, and decides nothing',
  ],
  'GET and HEAD in advance': [
    'test/security/approval-pages.test.ts',
    'a hundred GETs and HEADs of a link, by whomever, change nothing and tell nothing',
  ],
  'presses at the same time': [
    'test/security/approval-pages.test.ts',
    'a hundred presses at once are one verdict, and each leads to it',
  ],
  'a hundred clicks': [
    'test/security/approval-single-use.test.ts',
    'of a hundred clicks at once one counts, and one call is sent',
  ],
  'a hundred runs of a stored call': ['test/security/approval-stored.test.ts', 'of a hundred runs at once one is sent'],
  'a yes after the end': [
    'test/security/approval-stale.test.ts',
    'a verdict after the end counts for nothing, and the command asks anew',
  ],
  'a yes after a no': [
    'test/security/approval-stale.test.ts',
    'after a rejection a yes counts for nothing, and the call rests for an hour',
  ],
  'a policy that changed': ['test/security/approval-stale.test.ts', 'a policy that says no by now wins over an approval'],
  'tags that changed': ['test/security/approval-stale.test.ts', 'tags that change between verdict and use are read again'],
  'one changed byte': [
    'test/security/approval-single-use.test.ts',
    'an approval serves no other principal and no other instance, not even with one byte changed',
  ],
  'the digest of one changed byte': [
    'core/approval/call-digest.test.ts',
    'one changed byte anywhere in the parameters gives another digest',
  ],
  'one person in two groups': ['core/approval/give-verdict.test.ts', 'one person in both groups does not fulfil "one of each"'],
  'an approver who left the group': [
    'test/security/approval-stale.test.ts',
    'an approver who lost the group since it was asked is refused, and the refusal is recorded',
  ],
  'retries during the hold and after the execution': [
    'test/security/approval-single-use.test.ts',
    're-sends during the hold, during the call and after it get the one answer',
  ],
  'a crash before the execution': [
    'test/security/approval-crash.test.ts',
    'a process that dies before the call was sent leaves the approval used: a re-send learns that nobody knows',
  ],
  'a crash during the execution': [
    'test/security/approval-crash.test.ts',
    'a process that dies during the call leaves it unknown: a re-send is refused, another command asks anew',
  ],
  'a crash after the execution': [
    'test/security/approval-crash.test.ts',
    'a process that dies after the call gives its kept answer to the re-send',
  ],
  'a comment with HTML': [
    'test/security/approval-pages.test.ts',
    'nobody’s words become markup: reason, tags, names, parameters, comments, policies',
  ],
  'a reason in our wording, on the page': [
    'test/security/approval-pages.test.ts',
    'a reason that imitates our wording stays one quoted line without its link',
  ],
  'a reason in our wording, in what is sent': [
    'core/approval/message.test.ts',
    'a reason that imitates our wording is told as somebody else’s words, without its link',
  ],
};

test('each attack has its test', () => {
  for (const [attack, [file, name]] of Object.entries(attacks)) {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    assert.ok(text.includes(`test('${name}'`), `${attack}: ${file} has no test “${name}”`);
  }
});
