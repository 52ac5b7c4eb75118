/** The actions that one call is decided as: the operation itself, and every further IAM action that it needs (threats 9). */

import type { Call } from '../model.ts';
import { classesOf } from './action-classes.ts';
import { type EntityKey, entityKey } from './policy.ts';
import { mcpService } from './tool-call.ts';

export type AskedAction = {
  readonly id: string;
  /** All groups that it is in, flat. */
  readonly ancestors: readonly string[];
  /** `guardrails`: a permit of the operation suffices, but no guardrail may hit this name of it. */
  readonly ask: 'whole' | 'guardrails';
};

type NamedCall = Pick<Call, 'service' | 'operation' | 'access' | 'actions'>;

/**
 * The operation has its main IAM action as an ancestor, so that a rule on either name covers it. Each further action is asked for
 * itself: as an ancestor, a permit for it alone (`ec2:CreateTags`) would open the whole operation (`ec2:RunInstances`).
 */
export function askedActions(call: NamedCall, exactlyForbidden: ReadonlySet<EntityKey>): readonly AskedAction[] {
  const operation = operationId(call);
  const [main, ...others] = call.actions;
  const groups = [...groupsOf(call.service, call), ...classesOf(operation)];
  const alias = main === undefined || main === operation ? undefined : main;
  const mainGroups = [
    ...new Set([...groups, ...(alias === undefined ? [] : [alias, ...classesOf(alias), ...groupsOf(prefixOf(alias), call)])]),
  ];
  const further = [...new Set(others)].filter((id) => id !== operation && id !== main);
  return [
    { id: operation, ancestors: mainGroups, ask: 'whole' },
    ...(alias !== undefined && exactlyForbidden.has(entityKey('CS::Action', alias))
      ? [{ id: alias, ancestors: mainGroups.filter((id) => id !== alias), ask: 'guardrails' } as const]
      : []),
    ...further.map((id) => ({ id, ancestors: [...groupsOf(prefixOf(id), call), ...classesOf(id)], ask: 'whole' }) as const),
  ];
}

/** `ec2:TerminateInstances`. */
export function operationId(call: Pick<Call, 'service' | 'operation'>): string {
  return `${call.service}:${call.operation}`;
}

function prefixOf(action: string): string {
  return action.slice(0, Math.max(action.indexOf(':'), 0));
}

/** What kind of access the call is holds for everything that it needs. */
function groupsOf(service: string, { access }: NamedCall): readonly string[] {
  // A tool's access is its server's claim, so no rule on AWS's access levels may rest on it.
  if (service === mcpService) return [mcpService];
  return ['aws', `access:${access}`, `svc:${service}`, `svc:${service}:${access}`];
}
