import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf } from '#test/contracts/sample-events.ts';
import type { ApprovalStore } from './approval/approval-ports.ts';
import { sampleApproval } from './approval/sample-approval.fixture.ts';
import { maskJson, maskText } from './masking/mask-text.ts';
import { createNoteMasking } from './masking/note-masking.ts';
import { notedApprovals, notedNotices, notedWriter } from './operator-notes.ts';
import type { EventDraft } from './recording/draft.ts';
import type { Writer } from './recording/writer.ts';

const badge = { name: 'badge', class: 'pii.id', pattern: 'BADGE-[0-9]{6}' };
const door = { name: 'door', class: 'credential', pattern: 'DOOR-([0-9]{6})' };
const text = maskText('BADGE-771177 opens DOOR-883388');

function noting(rules: readonly object[]) {
  return createNoteMasking({ rules: rules as never, enable: [] });
}

async function recorded(draft: EventDraft, rules: readonly object[] = [badge, door]): Promise<EventDraft> {
  const drafts: EventDraft[] = [];
  const writer = { record: async (given: EventDraft) => drafts.push(given) } as unknown as Writer;
  await notedWriter(writer, noting(rules)).record(draft);
  const [first] = drafts;
  assert.ok(first !== undefined);
  return first;
}

test('the texts of an event lose what the patterns of the operator find', async () => {
  const answer = { outcome: 'failure', errorMessage: text } as const;

  const draft = await recorded({ ...draftOf(), client: text, reason: text, answer });

  const cut = '[masked:pii.id] opens DOOR-[masked:credential]';
  assert.deepEqual([draft.client, draft.reason, draft.answer?.errorMessage], [cut, cut, cut]);
});

test('facts and details lose secrets, and keep people: they are what an event is about', async () => {
  const draft = await recorded({ ...draftOf(), facts: maskJson({ tags: [text] }), detail: maskJson({ note: text }) });

  const cut = 'BADGE-771177 opens DOOR-[masked:credential]';
  assert.deepEqual([draft.facts, draft.detail], [{ tags: [cut] }, { note: cut }]);
});

test('what is asked of approvers, and what they say, is stored without what the patterns find', async () => {
  const stored: unknown[] = [];
  const store = {
    create: async (approval: unknown) => stored.push(approval) > 0,
    replace: async (approval: unknown) => stored.push(approval) > 0,
  } as unknown as ApprovalStore;
  const plain = sampleApproval();
  const verdict = {
    personKey: 'k',
    by: { id: 'p' },
    verdict: 'reject',
    entries: [],
    at: plain.createdAt,
    via: 'api',
    comment: text,
  } as const;
  const facts = [{ arn: 'arn:aws:ec2:::i', type: 'T', region: 'r', account: 'a', tags: { who: text }, tagsKnown: true }];
  const call = { ...plain.call, facts, references: [{ what: text, hash: 'h' }] };
  const approval = { ...plain, call, reason: text, note: text, verdicts: [verdict] };

  const noted = notedApprovals(store, noting([badge, door]));
  await noted.create(approval as never, undefined);
  await noted.replace(approval as never);

  assert.equal(stored.length, 2);
  for (const each of stored) {
    const written = JSON.stringify(each);
    assert.equal(written.includes('771177') || written.includes('883388'), false);
    assert.equal(written.split('[masked:pii.id]').length, 6);
  }
});

test('who is told of a call reads its reason without what the patterns find', async () => {
  const told: { readonly reason?: string }[] = [];
  const notices = notedNotices({ tell: async (notice) => void told.push(notice) }, noting([badge]));

  await notices.tell({ reason: text } as never);
  await notices.tell({} as never);

  assert.deepEqual(told, [{ reason: '[masked:pii.id] opens DOOR-883388' }, {}]);
});

test('without a pattern that holds for all operations, writer and store are as they were', () => {
  const scoped = noting([{ ...badge, operations: ['logs:*'] }]);
  const writer = { record: async () => undefined } as unknown as Writer;

  assert.equal(noting([]), undefined);
  assert.equal(notedWriter(writer, scoped), writer);
});
