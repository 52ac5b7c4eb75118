/** What is asked of the policies: who does which call on what, and under which circumstances (PARC: principal, action, resource, context). */

import type { Call, Channel, Principal, ResourceFacts } from '../model.ts';

/** The circumstances of a call, whatever it does. */
export type Circumstances = {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** IANA name of the operator's zone, for `context.hour` and `context.weekday`. */
  readonly timeZone: string;
  /** Empty when it is not known; policies then see no `context.sourceIp`. */
  readonly sourceIp: string;
  readonly channel: Channel;
  readonly isMfa: boolean;
  readonly breakGlass: boolean;
  readonly hasReason: boolean;
  /** Chains that are fulfilled for exactly this call. They come from the approval store, never from a client. */
  readonly approvals: readonly string[];
  readonly connection: string;
};

export type Question = {
  readonly principal: Principal;
  readonly call: Call;
  readonly resources: readonly ResourceFacts[];
  readonly context: Circumstances;
};
