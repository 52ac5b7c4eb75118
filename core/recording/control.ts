/** What the gateway did about a call, as OCSF's `security_control` profile says it. */

import type { EventDraft } from './draft.ts';
import type { Loose } from './plain.ts';
import { isShadow } from './status.ts';

type Control = { readonly action_id: number; readonly disposition_id: number; readonly action?: string };

const allowed: Control = { action_id: 1, disposition_id: 1 };
const failed: Control = { action_id: 1, disposition_id: 27 };
const outcomeUnknown: Control = { action_id: 1, disposition_id: 0 };
const modified: Control = { action_id: 4, disposition_id: 1 };
const blocked: Control = { action_id: 2, disposition_id: 2 };
const observed: Control = { action_id: 3, disposition_id: 17 };
/** OCSF lists Delayed under Allowed and Modified; neither is true of a call that waits. */
const delayed: Control = { action_id: 99, disposition_id: 14, action: 'Needs approval' };

export function controlOf(draft: EventDraft): { readonly [name: string]: Loose } {
  const control = controlIds(draft);
  if (control === undefined) return {};
  return { ...control, authorizations: authorizationsOf(draft) };
}

function controlIds(draft: EventDraft): Control | undefined {
  switch (draft.kind) {
    case 'session':
    case 'record-read':
    case 'erasure':
    case 'check':
    case 'approval':
    case 'tampering':
      return undefined;
    case 'refused':
      return draft.decision?.outcome === 'needs-approval' ? delayed : blocked;
    case 'unknown':
      return outcomeUnknown;
    case 'intent':
      return isShadow(draft) ? observed : allowed;
    case 'outcome':
    case 'payload':
      return outcomeControl(draft);
  }
}

function outcomeControl(draft: EventDraft): Control {
  if (isShadow(draft)) return observed;
  if (draft.answer === undefined || draft.answer.outcome === 'unknown') return outcomeUnknown;
  if (draft.answer.outcome === 'failure') return failed;
  return (draft.masks ?? []).length > 0 ? modified : allowed;
}

/** One for each policy that determined the decision; the version is that of the whole policy set. */
function authorizationsOf({ decision }: EventDraft): Loose {
  if (decision === undefined || decision.policies.length === 0) return undefined;
  return decision.policies.map(({ id, reason }) => ({
    decision: decision.outcome,
    policy: { uid: id, desc: reason, version: decision.policyVersion },
  }));
}
