/** Writers, stores of approvals and notices whose free texts the operator's patterns have been over: what is told or shown comes from them. */

import type { Approval, AskedCall, RecordedVerdict } from './approval/approval.ts';
import type { ApprovalStore } from './approval/approval-ports.ts';
import type { CallNotices } from './call-notices.ts';
import type { NoteMasking } from './masking/note-masking.ts';
import type { ResourceFacts } from './model.ts';
import type { EventDraft, RecordedAnswer } from './recording/draft.ts';
import type { Writer } from './recording/writer.ts';

/** The same writer. Parameters and bodies were masked by their masker. */
export function notedWriter(writer: Writer, masking: NoteMasking | undefined): Writer {
  return masking === undefined ? writer : { ...writer, record: (draft) => writer.record(notedDraft(draft, masking)) };
}

function notedDraft(draft: EventDraft, masking: NoteMasking): EventDraft {
  const { client, reason, facts, detail, answer } = draft;
  return {
    ...draft,
    ...(client === undefined ? {} : { client: masking.text(client) }),
    ...(reason === undefined ? {} : { reason: masking.text(reason) }),
    ...(facts === undefined ? {} : { facts: masking.facts(facts) }),
    ...(detail === undefined ? {} : { detail: masking.facts(detail) }),
    ...(answer === undefined ? {} : { answer: notedAnswer(answer, masking) }),
  };
}

function notedAnswer({ errorMessage, ...answer }: RecordedAnswer, masking: NoteMasking): RecordedAnswer {
  return errorMessage === undefined ? answer : { ...answer, errorMessage: masking.text(errorMessage) };
}

/** The same people are told. */
export function notedNotices(notices: CallNotices, masking: NoteMasking | undefined): CallNotices {
  if (masking === undefined) return notices;
  return {
    tell: ({ reason, ...notice }) => notices.tell(reason === undefined ? notice : { ...notice, reason: masking.text(reason) }),
  };
}

/** The same store. */
export function notedApprovals(store: ApprovalStore, masking: NoteMasking | undefined): ApprovalStore {
  if (masking === undefined) return store;
  return {
    ...store,
    create: (approval, after) => store.create(notedApproval(approval, masking), after),
    replace: (approval) => store.replace(notedApproval(approval, masking)),
  };
}

function notedApproval(approval: Approval, masking: NoteMasking): Approval {
  const { reason, note } = approval;
  return {
    ...approval,
    call: notedCall(approval.call, masking),
    verdicts: approval.verdicts.map((verdict) => notedVerdict(verdict, masking)),
    ...(reason === undefined ? {} : { reason: masking.text(reason) }),
    ...(note === undefined ? {} : { note: masking.text(note) }),
  };
}

function notedVerdict({ comment, ...verdict }: RecordedVerdict, masking: NoteMasking): RecordedVerdict {
  return comment === undefined ? verdict : { ...verdict, comment: masking.text(comment) };
}

function notedCall(call: AskedCall, masking: NoteMasking): AskedCall {
  const { facts, references } = call;
  return {
    ...call,
    ...(facts === undefined ? {} : { facts: facts.map((resource) => notedTags(resource, masking)) }),
    ...(references === undefined
      ? {}
      : { references: references.map(({ what, ...reference }) => ({ ...reference, what: masking.text(what) })) }),
  };
}

function notedTags(resource: ResourceFacts, { text }: NoteMasking): ResourceFacts {
  return { ...resource, tags: Object.fromEntries(Object.entries(resource.tags).map(([key, value]) => [text(key), text(value)])) };
}
