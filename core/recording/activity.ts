/** What kind of activity an event is: OCSF's `activity_id`, and the operation that it names. */

import type { EventDraft } from './draft.ts';

const [unknown, create, read, update, remove] = [0, 1, 2, 3, 4];

/** AWS names its operations by a verb; a write whose verb neither makes nor ends something changes something. */
const creating = /^(Create|Run|Launch|Allocate|Register|Import|Request|Purchase|Provision|Copy|Clone|Restore)/;
const deleting = /^(Delete|Terminate|Remove|Deregister|Release|Purge|Destroy|Deprovision)/;

export function activityOf(draft: EventDraft): number {
  switch (draft.kind) {
    case 'session':
      return stateOf(draft) === 'opened' ? create : update;
    case 'record-read':
    case 'check':
      return read;
    case 'erasure':
      return remove;
    case 'approval':
    case 'tampering':
      return update;
    case 'intent':
    case 'outcome':
    case 'payload':
    case 'refused':
    case 'unknown':
      return callActivity(draft.call);
  }
}

const sessionOperations: Readonly<Record<string, string>> = {
  opened: 'OpenSession',
  held: 'HoldSession',
  released: 'ReleaseSession',
};

/** The AWS operation; for the product's own acts a name in the same form; `Unidentified` for what could not be told. */
export function operationOf(draft: EventDraft): string {
  if (draft.call !== undefined) return draft.call.operation;
  switch (draft.kind) {
    case 'session':
      return sessionOperations[String(stateOf(draft))] ?? 'RevokeSession';
    case 'record-read':
      return 'ReadRecord';
    case 'erasure':
      return 'ErasePerson';
    case 'check':
      return 'RunChecks';
    case 'approval':
      return 'ChangeApproval';
    case 'tampering':
      return 'ChangeRecord';
    case 'intent':
    case 'outcome':
    case 'payload':
    case 'refused':
    case 'unknown':
      return 'Unidentified';
  }
}

export function serviceOf(draft: EventDraft): string {
  return draft.call?.service ?? 'countersign';
}

function callActivity(call: EventDraft['call']): number {
  if (call === undefined) return unknown;
  switch (call.access) {
    case 'list':
    case 'read':
    case 'secret-read':
      return read;
    case 'tagging':
    case 'permissions':
      return update;
    case 'write':
      return writeActivity(call.operation);
  }
}

function writeActivity(operation: string): number {
  if (creating.test(operation)) return create;
  return deleting.test(operation) ? remove : update;
}

/** The detail of a `session` event says what became of the session. */
function stateOf(draft: EventDraft): unknown {
  const { detail } = draft;
  return typeof detail === 'object' && detail !== null && 'state' in detail ? detail.state : undefined;
}
