/** How it went: OCSF's status and severity, and what makes an event worth finding. */

import type { EventMark } from '../ports.ts';
import type { EventDraft } from './draft.ts';
import type { Loose } from './plain.ts';

const [unknown, success, failure] = [0, 1, 2];
const [informational, medium, high] = [1, 3, 4];

export function severityOf(draft: EventDraft): number {
  if (draft.kind === 'tampering' || draft.breakGlass === true) return high;
  return draft.kind === 'refused' ? medium : informational;
}

export function statusOf(draft: EventDraft): { readonly [name: string]: Loose } {
  const { answer } = draft;
  const code = answer?.errorCode ?? (answer?.httpStatus === undefined ? undefined : String(answer.httpStatus));
  return { status_id: statusId(draft), status_code: code, status_detail: answer?.errorMessage };
}

function statusId(draft: EventDraft): number {
  switch (draft.kind) {
    case 'intent':
    case 'unknown':
      return unknown;
    case 'refused':
    case 'tampering':
      return failure;
    case 'session':
    case 'record-read':
    case 'erasure':
    case 'check':
    case 'approval':
      return success;
    case 'outcome':
    case 'payload':
      return outcomeStatus(draft);
  }
}

function outcomeStatus({ answer }: EventDraft): number {
  if (answer === undefined || answer.outcome === 'unknown') return unknown;
  return answer.outcome === 'success' ? success : failure;
}

/** Every mark that applies, the one that weighs most first. */
export function marksOf(draft: EventDraft): readonly EventMark[] {
  const { kind, decision } = draft;
  const awaits = decision?.outcome === 'needs-approval';
  return [
    ...(hasFailed(draft) ? (['error'] as const) : []),
    ...(kind === 'refused' && !awaits ? (['deny'] as const) : []),
    ...(awaits ? (['needs-approval'] as const) : []),
    ...(isShadow(draft) ? (['shadow'] as const) : []),
    ...((draft.masks ?? []).length > 0 ? (['masked'] as const) : []),
  ];
}

/** A call that went through although the policies said otherwise: its connection only observes. */
export function isShadow({ kind, decision }: EventDraft): boolean {
  return (kind === 'intent' || kind === 'outcome') && decision !== undefined && decision.outcome !== 'allow';
}

function hasFailed({ kind, answer }: EventDraft): boolean {
  return (
    kind === 'unknown' || kind === 'tampering' || ((kind === 'outcome' || kind === 'payload') && answer?.outcome !== 'success')
  );
}
