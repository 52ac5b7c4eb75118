/** What the gateway knows and OCSF has no field for: `unmapped.countersign`. */

import { sha256Hex } from '../canonical.ts';
import type { Decision } from '../model.ts';
import { callerOf } from './actor.ts';
import { placeOf } from './body.ts';
import type { Predecessor } from './chain.ts';
import type { EventDraft } from './draft.ts';
import type { Loose } from './plain.ts';
import { marksOf } from './status.ts';

/** The version of this extension, in every event, so that a later reader knows what it reads. */
const extensionVersion = 1;

export function unmappedOf(draft: EventDraft, predecessor: Predecessor | undefined): Loose {
  const { call } = draft;
  return {
    v: extensionVersion,
    kind: draft.kind,
    channel: draft.channel,
    connection: draft.connection,
    breakGlass: draft.breakGlass,
    caller: callerOf(draft.principal),
    access: call?.access,
    actions: call?.actions,
    resourcesKnown: call?.resourcesKnown,
    digest: draft.digest,
    decision: draft.decision === undefined ? undefined : decisionOf(draft.decision),
    would: draft.would === undefined ? undefined : triedOf(draft.would),
    facts: draft.facts,
    notify: draft.notify,
    masks: draft.masks?.map(({ rule, class: name, count, paths, form }) => ({ rule, class: name, count, paths, form })),
    masking: maskingOf(draft),
    marks: marksOf(draft),
    reason: draft.reason,
    roleArn: draft.roleArn,
    sourceIdentity: draft.sourceIdentity,
    upstreamRequestId: draft.answer?.upstreamRequestId,
    body: bodyOf(draft),
    detail: draft.detail,
    predecessor,
  };
}

/** How it was masked, what of it could not be read, and whether anything was shown at all. */
function maskingOf({ masking, masks = [], answer }: EventDraft): Loose {
  if (masking === undefined) return undefined;
  const isWithheld = answer?.errorCode === 'masking-failed';
  const isBinary = [answer?.payload?.class, ...masks.map((mask) => mask.class)].includes('binary');
  const isTruncated = masks.some(({ count, paths }) => paths.length === mostPaths && count > mostPaths);
  return {
    ...masking,
    binary: isBinary ? true : undefined,
    truncated: isTruncated ? true : undefined,
    withheld: isWithheld ? true : undefined,
  };
}

/** Of a rule's places, as the masker names them. */
const mostPaths = 20;

function decisionOf(decision: Decision): Loose {
  const { outcome, policyVersion: version } = decision;
  switch (decision.outcome) {
    case 'allow':
      return { outcome, version };
    case 'deny':
      return { outcome, version, cause: decision.cause };
    case 'needs-approval':
      return { outcome, version, chains: decision.chains };
  }
}

/** OCSF's authorizations hold the policies of the real decision alone. */
function triedOf(would: Decision): Loose {
  return { decision: decisionOf(would), policies: would.policies.map(({ id }) => id) };
}

function bodyOf({ answer }: EventDraft): Loose {
  if (answer?.payload !== undefined) {
    const { keyedHash, sizeBytes, class: name } = answer.payload;
    return { keyedHash, bytes: sizeBytes, class: name, place: keyedHash === undefined ? 'passing' : 'not-kept' };
  }
  if (answer?.body === undefined) return undefined;
  return { sha256: sha256Hex(answer.body), bytes: answer.body.byteLength, place: placeOf(answer.body) };
}
