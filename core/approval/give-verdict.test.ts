import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chain, ChainStep, Masked, Principal } from '../model.ts';
import type { Approval } from './approval.ts';
import { cancelApproval, expireApproval, useApproval } from './end-approval.ts';
import { giveVerdict } from './give-verdict.ts';
import { later } from './progress.ts';
import { sampleApproval } from './sample-approval.fixture.ts';
import type { Transition } from './transition.ts';

const created = '2026-05-04T10:00:00.000Z';
const minute = (count: number) => later(created, count);

function person(name: string, ...groups: readonly string[]): Principal {
  const email = `${name}@acme.example`;
  return {
    kind: 'user',
    id: `dev:${name}`,
    issuer: 'i',
    subject: name,
    email,
    personKey: email,
    groups,
    isMfa: true,
    claims: {},
  };
}

function step(need: number, from: readonly string[], over: Partial<ChainStep> = {}): ChainStep {
  return { need, from, escalateTo: [], ...over };
}

function chain(steps: readonly ChainStep[], over: Partial<Chain> = {}): Chain {
  return { name: 'c', expiresMinutes: 60, useWithinMinutes: 30, distinct: true, steps, ...over };
}

type Given = readonly [who: Principal, verdict: 'approve' | 'reject', minutes: number];

/** Gives the verdicts one after the other; a refused one changes nothing. */
function after(approval: Approval, given: readonly Given[]): Approval {
  return given.reduce((current, [approver, verdict, minutes]) => {
    const next = giveVerdict(current, { approver, verdict, via: 'api' }, minute(minutes));
    return next.outcome === 'changed' ? next.approval : current;
  }, approval);
}

function codeOf(transition: Transition): string {
  return transition.outcome === 'refused' ? transition.code : transition.approval.state;
}

const [ann, bob, cleo] = [person('ann', 'a', 'b'), person('bob', 'a'), person('cleo', 'b', 'leads')];
const of = (...chains: readonly Chain[]) => sampleApproval({ chains });

test('the last missing yes approves, and the time to use it begins then', () => {
  const approval = after(of(chain([step(2, ['group:a'])])), [
    [ann, 'approve', 1],
    [bob, 'approve', 5],
  ]);

  assert.deepEqual(
    [approval.state, approval.decidedAt, approval.useBy, approval.version],
    ['approved', minute(5), minute(35), 3],
  );
});

test('one person in both groups does not fulfil "one of each"', () => {
  const asked = of(chain([step(1, ['group:a'], { and: [{ need: 1, from: ['group:b'] }] })]));

  assert.equal(after(asked, [[ann, 'approve', 1]]).state, 'pending');
  assert.equal(
    after(asked, [
      [ann, 'approve', 1],
      [bob, 'approve', 2],
    ]).state,
    'approved',
  );
});

test('nobody sits twice in a chain, not even in different steps', () => {
  const asked = of(chain([step(1, ['group:a']), step(1, ['group:b'])], { distinct: false }));

  assert.equal(after(asked, [[ann, 'approve', 1]]).state, 'pending');
  assert.equal(
    after(asked, [
      [ann, 'approve', 1],
      [cleo, 'approve', 2],
    ]).state,
    'approved',
  );
});

test('somebody who said yes for the first step makes room for one who can only take that', () => {
  const asked = of(chain([step(1, ['group:a']), step(1, ['group:b'])]));

  const approved = after(asked, [
    [ann, 'approve', 1],
    [bob, 'approve', 2],
  ]);

  assert.equal(approved.state, 'approved');
});

test('the people of a later step are asked when the steps before are fulfilled, not earlier', () => {
  const asked = of(chain([step(1, ['group:a']), step(1, ['group:leads'])]));

  assert.equal(codeOf(giveVerdict(asked, { approver: cleo, verdict: 'approve', via: 'api' }, minute(1))), 'denied');
  const first = after(asked, [[bob, 'approve', 1]]);
  assert.equal(codeOf(giveVerdict(first, { approver: cleo, verdict: 'approve', via: 'api' }, minute(2))), 'approved');
});

test('escalation widens who counts, from its minute on and not before', () => {
  const asked = of(chain([step(1, ['group:a'], { escalateAfterMinutes: 20, escalateTo: ['group:leads'] })]));
  const give = (minutes: number) =>
    codeOf(giveVerdict(asked, { approver: cleo, verdict: 'approve', via: 'api' }, minute(minutes)));

  assert.equal(give(19), 'denied');
  assert.equal(give(20), 'approved');
});

test('escalation of a later step counts from when that step was asked', () => {
  const asked = of(
    chain([step(1, ['group:a']), step(1, ['group:b'], { escalateAfterMinutes: 20, escalateTo: ['group:leads'] })]),
  );
  const lead = person('lee', 'leads');
  const first = after(asked, [[bob, 'approve', 15]]);

  assert.equal(codeOf(giveVerdict(first, { approver: lead, verdict: 'approve', via: 'api' }, minute(30))), 'denied');
  assert.equal(codeOf(giveVerdict(first, { approver: lead, verdict: 'approve', via: 'api' }, minute(35))), 'approved');
});

test('several chains must all be fulfilled, by different people where one of them is distinct', () => {
  const [first, second] = [chain([step(1, ['group:a'])]), chain([step(1, ['group:b'])], { name: 'd' })];
  const shared = of({ ...first, distinct: false }, { ...second, distinct: false });

  assert.equal(after(of(first, second), [[ann, 'approve', 1]]).state, 'pending');
  assert.equal(after(of(first, { ...second, distinct: false }), [[ann, 'approve', 1]]).state, 'pending');
  assert.equal(after(shared, [[ann, 'approve', 1]]).state, 'approved');
});

test('people are named by their e-mail address, whatever its case', () => {
  const asked = of(chain([step(1, ['person:ann@acme.example'])]));
  const shouting = { ...ann, email: 'ANN@acme.example' };

  assert.equal(codeOf(giveVerdict(asked, { approver: shouting, verdict: 'approve', via: 'api' }, minute(1))), 'approved');
  assert.equal(codeOf(giveVerdict(asked, { approver: bob, verdict: 'approve', via: 'api' }, minute(1))), 'denied');
});

test('the requester decides nothing, in whatever group and by whatever account', () => {
  const asked = of(chain([step(1, ['group:a'])]));
  const self = { ...person('engineer', 'a', 'prod-approvers') };
  const otherAccount = { ...self, id: 'github:erin', email: 'erin@home.example' };
  const unnamed = { ...self, personKey: 'somebody-else' };

  for (const approver of [self, otherAccount, unnamed]) {
    assert.equal(codeOf(giveVerdict(asked, { approver, verdict: 'approve', via: 'api' }, minute(1))), 'denied');
    assert.equal(codeOf(giveVerdict(asked, { approver, verdict: 'reject', via: 'api' }, minute(1))), 'denied');
  }
});

test('the person that an agent acts for decides nothing either', () => {
  const requester = {
    kind: 'agent',
    id: 'dev:agent',
    issuer: 'i',
    subject: 'agent',
    onBehalfOf: { id: 'dev:ann', subject: 'ann', personKey: 'ann@acme.example' },
  } as const;
  const asked = sampleApproval({ chains: [chain([step(1, ['group:a'])])], requester });

  assert.equal(codeOf(giveVerdict(asked, { approver: ann, verdict: 'approve', via: 'api' }, minute(1))), 'denied');
  assert.equal(codeOf(giveVerdict(asked, { approver: bob, verdict: 'approve', via: 'api' }, minute(1))), 'approved');
});

test('a token that does not say which person it is decides nothing', () => {
  const { personKey: _personKey, ...unknown } = bob;

  const given = giveVerdict(of(chain([step(1, ['group:a'])])), { approver: unknown, verdict: 'approve', via: 'api' }, minute(1));

  assert.equal(codeOf(given), 'denied');
});

test('a second verdict of the same person is refused and overwrites nothing', () => {
  const once = after(of(chain([step(2, ['group:a'])])), [[ann, 'approve', 1]]);
  const again = { ...ann, id: 'other:ann' };

  assert.equal(codeOf(giveVerdict(once, { approver: again, verdict: 'reject', via: 'api' }, minute(2))), 'conflict');
});

test('one rejection ends it, with its comment', () => {
  const comment = 'not today' as Masked<string>;
  const asked = of(chain([step(2, ['group:a'])]));

  const rejected = giveVerdict(asked, { approver: bob, verdict: 'reject', comment, via: 'api' }, minute(1));

  assert.equal(codeOf(rejected), 'rejected');
  assert.ok(rejected.outcome === 'changed');
  assert.equal(rejected.approval.verdicts[0]?.comment, comment);
  assert.equal(codeOf(giveVerdict(rejected.approval, { approver: ann, verdict: 'approve', via: 'api' }, minute(2))), 'conflict');
});

test('nothing counts from the minute of expiry on', () => {
  const asked = of(chain([step(1, ['group:a'])]));
  const give = (now: string) => codeOf(giveVerdict(asked, { approver: bob, verdict: 'approve', via: 'api' }, now));

  assert.equal(give('2026-05-04T10:59:59.999Z'), 'approved');
  assert.equal(give(minute(60)), 'conflict');
});

test('an approver who has left the group since it was asked decides nothing', () => {
  const asked = of(chain([step(1, ['group:a'])]));

  assert.equal(
    codeOf(giveVerdict(asked, { approver: { ...bob, groups: ['x'] }, verdict: 'approve', via: 'api' }, minute(1))),
    'denied',
  );
});

test('an approved call is used once, for its digest, in time', () => {
  const approved = after(of(chain([step(1, ['group:a'])])), [[bob, 'approve', 1]]);
  const use = { callId: 'call', leg: 'leg', digest: approved.digest };
  const used = useApproval(approved, use, minute(2));

  assert.equal(codeOf(used), 'used');
  assert.ok(used.outcome === 'changed');
  assert.deepEqual(used.approval.use, { callId: 'call', leg: 'leg', at: minute(2) });
  assert.equal(codeOf(useApproval(used.approval, use, minute(2))), 'conflict');
  assert.equal(codeOf(useApproval(approved, { ...use, digest: `${approved.digest}0` }, minute(2))), 'denied');
  assert.equal(codeOf(useApproval(approved, use, minute(31))), 'conflict');
  assert.equal(codeOf(useApproval(of(chain([step(1, ['group:a'])])), use, minute(2))), 'conflict');
});

test('what is pending or approved expires and is cancelled, and what has ended stays as it is', () => {
  const pending = of(chain([step(1, ['group:a'])]));
  const approved = after(pending, [[bob, 'approve', 1]]);
  const ended = after(pending, [[bob, 'reject', 1]]);
  const note = 'x' as Masked<string>;

  assert.deepEqual(
    [expireApproval(pending, minute(60)), expireApproval(approved, minute(31)), cancelApproval(approved, note, minute(2))].map(
      codeOf,
    ),
    ['expired', 'expired', 'cancelled'],
  );
  assert.deepEqual(
    [
      expireApproval(pending, minute(59)),
      expireApproval(ended, minute(99)),
      cancelApproval(ended, note, minute(2)),
      cancelApproval(pending, note, minute(60)),
    ].map(codeOf),
    ['conflict', 'conflict', 'conflict', 'conflict'],
  );
});
