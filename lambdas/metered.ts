/** The ports that every call passes, with a count of what goes through them. What they give and throw stays as it was. */

import type { Approval } from '#core/approval/approval.ts';
import type { ApprovalStore } from '#core/approval/approval-ports.ts';
import type { HeldLegs } from '#core/approval/held-legs.ts';
import { epochMilliseconds } from '#core/instant.ts';
import type { Decision } from '#core/model.ts';
import type { Now, RoleAssumer, Upstream } from '#core/ports.ts';
import type { EventDraft } from '#core/recording/draft.ts';
import type { Writer } from '#core/recording/writer.ts';
import type { Meter, MetricName } from './meter.ts';

const decisions: Readonly<Record<Decision['outcome'], MetricName>> = {
  allow: 'DecisionsAllow',
  deny: 'DecisionsDeny',
  'needs-approval': 'DecisionsNeedsApproval',
};

export function meteredRecord(record: Writer['record'], meter: Meter): Writer['record'] {
  return async (draft) => {
    try {
      const event = await record(draft);
      countEvent(draft, meter);
      return event;
    } catch (thrown) {
      meter('RecorderErrors');
      throw thrown;
    }
  };
}

/** An outcome repeats its intent's decision. */
function countEvent({ kind, decision, masks = [] }: EventDraft, meter: Meter): void {
  if (decision !== undefined && kind !== 'outcome') meter(decisions[decision.outcome]);
  if (kind === 'outcome' && masks.length > 0) meter('MaskedFields', masks.length);
  if (kind === 'tampering') meter('TamperedEvents');
}

/** Until status and headers are there, where the body is streamed. */
export function meteredUpstream(
  { send, stream }: Upstream,
  { now, meter }: { readonly now: Now; readonly meter: Meter },
): Upstream {
  const timed = async <Reply>(run: () => Promise<Reply>): Promise<Reply> => {
    const began = epochMilliseconds(now());
    try {
      return await run();
    } finally {
      meter('UpstreamLatency', epochMilliseconds(now()) - began);
    }
  };
  return {
    send: (request, credentials) => timed(() => send(request, credentials)),
    stream: (request, credentials) => timed(() => stream(request, credentials)),
  };
}

export function meteredRoles({ assume }: RoleAssumer, meter: Meter): RoleAssumer {
  return {
    assume: async (request) => {
      try {
        return await assume(request);
      } catch (thrown) {
        meter('StsErrors');
        throw thrown;
      }
    },
  };
}

export function meteredLegs({ enter }: HeldLegs, meter: Meter): HeldLegs {
  return {
    enter: (principalId) => {
      const leave = enter(principalId);
      if (leave !== undefined) meter('HeldLegs');
      return leave;
    },
  };
}

/** An approval is written again after its end; what writes its end does so within a second of it. */
const atOnceMilliseconds = 1000;

export function meteredApprovals(
  store: ApprovalStore,
  { now, meter }: { readonly now: Now; readonly meter: Meter },
): ApprovalStore {
  return {
    ...store,
    replace: async (approval) => {
      const isReplaced = await store.replace(approval);
      const waited = isReplaced ? waitedSeconds(approval, now()) : undefined;
      if (waited !== undefined) meter('ApprovalLatency', waited);
      return isReplaced;
    },
  };
}

/** How long people took, where this write is their answer. */
function waitedSeconds({ state, createdAt, decidedAt }: Approval, now: string): number | undefined {
  if (decidedAt === undefined || (state !== 'approved' && state !== 'rejected')) return undefined;
  const decided = epochMilliseconds(decidedAt);
  if (epochMilliseconds(now) - decided > atOnceMilliseconds) return undefined;
  return (decided - epochMilliseconds(createdAt)) / 1000;
}
