/** Quorum over random chains, groups and orders of verdicts, against an exhaustive search: nobody is counted twice, and nobody is missed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Approval } from '#core/approval/approval.ts';
import { entriesOf } from '#core/approval/entries.ts';
import { giveVerdict } from '#core/approval/give-verdict.ts';
import { later } from '#core/approval/progress.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';
import type { Chain, ChainStep, Principal } from '#core/model.ts';
import { createRandom, type Random } from '../vectors/random.ts';

const groups = ['a', 'b', 'c'] as const;
const people = ['ann', 'bob', 'cleo', 'dan', 'engineer'] as const;
const rounds = 3000;

test('an approval is approved exactly when an exhaustive search seats distinct people other than its requester', () => {
  const random = createRandom(20261124);
  let approved = 0;
  for (let round = 0; round < rounds; round += 1) {
    let approval = sampleApproval({ chains: chainsOf(random) });
    const said: Principal[] = [];
    for (let turn = 0; turn < 8 && approval.state === 'pending'; turn += 1) {
      const approver = somebody(random);
      const now = later(approval.createdAt, turn * 5);
      const next = giveVerdict(approval, { approver, verdict: 'approve', via: 'api' }, now);
      if (next.outcome !== 'changed') continue;
      said.push(approver);
      approval = next.approval;
      const seated = canSeatAll(approval, said);
      assert.equal(approval.state === 'approved', seated, JSON.stringify({ chains: approval.chains, said }));
    }
    if (approval.state === 'approved') approved += 1;
    assert.equal(new Set(said.map(({ personKey }) => personKey)).size, said.length);
    assert.ok(said.every(({ personKey }) => personKey !== 'engineer@acme.example'));
  }
  assert.ok(approved > rounds / 10 && approved < rounds, `${approved} of ${rounds} were approved`);
});

/** Two accounts of everybody, in random groups. */
function somebody(random: Random): Principal {
  const name = random.pick(people);
  const personKey = `${name}@acme.example`;
  return {
    kind: 'user',
    id: `${random.pick(['okta', 'github'])}:${name}`,
    issuer: 'i',
    subject: name,
    email: personKey,
    personKey,
    groups: groups.filter(() => random.below(2) === 0),
    isMfa: true,
    claims: {},
  };
}

function chainsOf(random: Random): readonly Chain[] {
  return Array.from({ length: random.below(2) + 1 }, (_, index) => ({
    name: `c${index}`,
    expiresMinutes: 60,
    useWithinMinutes: 30,
    distinct: random.below(2) === 0,
    steps: Array.from({ length: random.below(2) + 1 }, () => stepOf(random)),
  }));
}

function stepOf(random: Random): ChainStep {
  const from = () => [
    `group:${random.pick(groups)}`,
    ...(random.below(3) === 0 ? [`person:${random.pick(people)}@acme.example`] : []),
  ];
  const further = random.below(3) === 0 ? { and: [{ need: 1, from: from() }] } : {};
  return { need: random.below(2) + 1, from: from(), escalateTo: [], ...further };
}

/** Every way to seat people. Chains share their people only where none of them is distinct. */
function canSeatAll({ chains }: Approval, said: readonly Principal[]): boolean {
  const seats = chains.map(({ steps }) =>
    steps.flatMap((step) => [step, ...(step.and ?? [])].flatMap(({ need, from }) => Array.from({ length: need }, () => from))),
  );
  const isDistinct = chains.some(({ distinct }) => distinct);
  return isDistinct ? canSeat(seats.flat(), said) : seats.every((ofChain) => canSeat(ofChain, said));
}

function canSeat(seats: readonly (readonly string[])[], said: readonly Principal[]): boolean {
  const [seat, ...rest] = seats;
  if (seat === undefined) return true;
  return said.some(
    (one) =>
      entriesOf(one).some((entry) => seat.includes(entry)) &&
      canSeat(
        rest,
        said.filter((other) => other !== one),
      ),
  );
}
