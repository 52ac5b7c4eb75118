/** What every store of approvals must do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Approval } from '#core/approval/approval.ts';
import type { ApprovalStore } from '#core/approval/approval-ports.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';

export type OpenedApprovals = {
  readonly approvals: ApprovalStore;
  readonly close: () => Promise<void>;
};

const idOf = (number: number) => `01JZ${String(number).padStart(22, '0')}`;
const next = (approval: Approval, over: Partial<Approval> = {}): Approval => ({
  ...approval,
  version: approval.version + 1,
  ...over,
});

export function approvalsContract(name: string, open: () => Promise<OpenedApprovals>): void {
  const contract = (sentence: string, check: (opened: OpenedApprovals) => Promise<void>) =>
    test(`${name}: ${sentence}`, async () => {
      const opened = await open();
      await check(opened).finally(opened.close);
    });

  contract('an approval is given back as it was stored, by its id and by its digest', async ({ approvals }) => {
    const approval = sampleApproval({ id: idOf(1), digest: 'one' });

    assert.equal(await approvals.create(approval, undefined), true);

    assert.deepEqual(await approvals.find(approval.id), approval);
    assert.deepEqual(await approvals.newestOf('one'), approval);
    assert.equal(await approvals.find(idOf(2)), undefined);
    assert.equal(await approvals.newestOf('two'), undefined);
  });

  contract('an id is stored once', async ({ approvals }) => {
    await approvals.create(sampleApproval({ id: idOf(1), digest: 'one' }), undefined);

    assert.equal(await approvals.create(sampleApproval({ id: idOf(1), digest: 'two' }), undefined), false);

    assert.equal((await approvals.find(idOf(1)))?.digest, 'one');
    assert.equal(await approvals.newestOf('two'), undefined);
  });

  contract('a digest has one newest approval, and only who knows it can follow it', async ({ approvals }) => {
    const first = sampleApproval({ id: idOf(1), digest: 'one' });
    const second = sampleApproval({ id: idOf(2), digest: 'one' });
    await approvals.create(first, undefined);

    assert.equal(await approvals.create(second, undefined), false);
    assert.equal(await approvals.create(second, idOf(9)), false);
    assert.equal(await approvals.find(second.id), undefined);
    assert.equal(await approvals.create(second, first.id), true);

    assert.equal((await approvals.newestOf('one'))?.id, second.id);
    assert.equal((await approvals.find(first.id))?.id, first.id);
  });

  contract('of many that ask for one digest at once exactly one is stored', async ({ approvals }) => {
    const asked = Array.from({ length: 10 }, (_, index) => sampleApproval({ id: idOf(index + 1), digest: 'one' }));

    const stored = await Promise.all(asked.map((approval) => approvals.create(approval, undefined)));

    assert.equal(stored.filter(Boolean).length, 1);
    const listed = await approvals.list({ states: ['pending'] }, 100);
    assert.deepEqual(
      listed.map(({ id }) => id),
      [asked[stored.indexOf(true)]?.id],
    );
  });

  contract('of many changes of one version exactly one is stored', async ({ approvals }) => {
    const approval = sampleApproval({ id: idOf(1) });
    await approvals.create(approval, undefined);
    const changes = Array.from({ length: 100 }, (_, index) => next(approval, { connection: `c${index}` }));

    const stored = await Promise.all(changes.map((change) => approvals.replace(change)));

    assert.equal(stored.filter(Boolean).length, 1);
    assert.deepEqual(await approvals.find(approval.id), changes[stored.indexOf(true)]);
    assert.equal(await approvals.replace(next(approval)), false);
    assert.equal(await approvals.replace(next(sampleApproval({ id: idOf(2) }))), false);
  });

  contract('lists are cut by every condition, newest first', async ({ approvals }) => {
    const agent = { kind: 'agent', id: 'dev:agent', issuer: 'i', subject: 'agent' } as const;
    const chain = sampleApproval().chains[0];
    assert.ok(chain !== undefined);
    const security = { ...chain, name: 'security', steps: [{ need: 1, from: ['person:sue@acme.example'], escalateTo: [] }] };
    const samples = [
      sampleApproval({ id: idOf(1), digest: '1' }),
      sampleApproval({ id: idOf(2), digest: '2', session: 'other', chains: [security] }),
      sampleApproval({
        id: idOf(3),
        digest: '3',
        requester: { ...agent, onBehalfOf: { id: 'dev:engineer', subject: 'engineer' } },
        chains: [chain, security],
      }),
    ];
    for (const sample of samples) await approvals.create(sample, undefined);
    const ids = async (query: Parameters<ApprovalStore['list']>[0], limit = 100) =>
      (await approvals.list(query, limit)).map(({ id }) => Number(id.slice(4)));
    const states = ['pending'] as const;

    assert.deepEqual(await ids({ states }), [3, 2, 1]);
    assert.deepEqual(await ids({ states }, 2), [3, 2]);
    assert.deepEqual(await ids({ states: ['rejected'] }), []);
    assert.deepEqual(await ids({ states, requester: 'dev:engineer' }), [3, 2, 1]);
    assert.deepEqual(await ids({ states, requester: 'dev:agent' }), [3]);
    assert.deepEqual(await ids({ states, session: 'other' }), [2]);
    assert.deepEqual(await ids({ states, chain: 'security' }), [3, 2]);
    assert.deepEqual(await ids({ states, entries: ['group:prod-approvers'] }), [3, 1]);
    assert.deepEqual(await ids({ states, entries: ['group:sre-leads'] }), [3, 1]);
    assert.deepEqual(await ids({ states, entries: ['group:x', 'person:sue@acme.example'] }), [3, 2]);
    assert.deepEqual(await ids({ states, entries: ['group:prod-approvers'], session: 'other' }), []);
  });

  contract('what ended leaves the lists of what is open, and stays in those of its state', async ({ approvals }) => {
    const approval = sampleApproval({ id: idOf(1) });
    await approvals.create(approval, undefined);
    const approved = next(approval, { state: 'approved' });
    await approvals.replace(approved);
    const open = { states: ['pending', 'approved'] as const, entries: ['group:prod-approvers'] };
    assert.equal((await approvals.list(open, 10)).length, 1);

    await approvals.replace(next(approved, { state: 'used' }));

    assert.deepEqual(await approvals.list(open, 10), []);
    assert.equal((await approvals.list({ ...open, states: ['used'] }, 10)).length, 1);
    assert.equal((await approvals.list({ states: ['pending', 'used'] }, 10)).length, 1);
  });
}
