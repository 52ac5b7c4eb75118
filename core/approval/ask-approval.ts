/** A new approval: the chains as they are now, who asks, and how long it may take. */

import type { Chain, DeterminingPolicy, Masked, Person, Principal, Requirement } from '../model.ts';
import type { Approval, AskedCall, Executor, Requester } from './approval.ts';
import { managerEntry, normalEntry } from './entries.ts';
import { later } from './progress.ts';
import { type Change, type Refusal, refused } from './transition.ts';

export type AskedApproval = Pick<
  Approval,
  'id' | 'callId' | 'session' | 'channel' | 'sourceIp' | 'digest' | 'connection' | 'role' | 'policyVersion'
> & {
  readonly executor: Executor;
  readonly principal: Principal;
  readonly call: AskedCall;
  readonly policies: readonly DeterminingPolicy[];
  readonly reason?: Masked<string>;
  /** Names of the chains that the policies ask for. */
  readonly chains: readonly string[];
};

export type AskingRules = {
  readonly chains: readonly Chain[];
  /** The claim of the asker's token that holds the manager's e-mail address. */
  readonly managerClaim: string;
};

/** Refused where no verdict could ever count: fail closed, and say so before anybody is asked. */
export function askApproval(asked: AskedApproval, rules: AskingRules, now: string): Change | Refusal {
  const { principal, chains: names, ...rest } = asked;
  const chains = names.map((name) => rules.chains.find((chain) => chain.name === name));
  if (names.length === 0 || chains.includes(undefined)) {
    return refused('denied', `It needs an approval by ${names.join(', ')}, a chain that the operator's file does not define.`);
  }
  const resolved = chains.flatMap((chain) => (chain === undefined ? [] : resolvedChain(chain, principal, rules)));
  const unaskable = unaskableReason(resolved, principal, rules);
  if (unaskable !== undefined) return refused('denied', unaskable);
  const minutes = Math.min(...resolved.map(({ expiresMinutes }) => expiresMinutes));
  const approval: Approval = {
    ...rest,
    version: 1,
    state: 'pending',
    requester: requesterOf(principal),
    chains: resolved,
    verdicts: [],
    createdAt: now,
    expiresAt: later(now, minutes),
    told: { steps: [], escalated: [], reminders: 0, nudges: 0 },
  };
  return { outcome: 'changed', approval };
}

export function requesterOf(principal: Principal): Requester {
  const { kind, id, issuer, subject, onBehalfOf } = principal;
  const person =
    onBehalfOf === undefined ? {} : { onBehalfOf: { id: onBehalfOf.id, subject: onBehalfOf.subject, ...named(onBehalfOf) } };
  return { kind, id, issuer, subject, ...named(principal), ...person };
}

/** Whoever asks must be one person among others, or nobody can be told to be somebody else (threats 15). */
function unaskableReason(chains: readonly Chain[], principal: Principal, { managerClaim }: AskingRules): string | undefined {
  const person = principal.personKey ?? principal.onBehalfOf?.personKey;
  if (person === undefined && chains.some(({ distinct }) => distinct)) {
    return 'It needs an approval by distinct people, and your token does not say which person is behind it. Sign in with an account that has a verified e-mail address, or have the operator set actorClaim.';
  }
  if (chains.some((chain) => requirementsOf(chain).some(({ from }) => from.includes(managerEntry)))) {
    return `It needs an approval by your manager, and the claim "${managerClaim}" of your token holds no e-mail address.`;
  }
  return undefined;
}

function resolvedChain(chain: Chain, principal: Principal, { managerClaim }: AskingRules): Chain {
  const manager = principal.claims[managerClaim] ?? '';
  const resolve = (entries: readonly string[]) =>
    entries.map((entry) =>
      entry === managerEntry && manager.includes('@') ? normalEntry(`person:${manager}`) : normalEntry(entry),
    );
  return {
    ...chain,
    steps: chain.steps.map((step) => ({
      ...step,
      from: resolve(step.from),
      escalateTo: resolve(step.escalateTo),
      ...(step.and === undefined ? {} : { and: step.and.map((one) => ({ ...one, from: resolve(one.from) })) }),
    })),
  };
}

function requirementsOf({ steps }: Chain): readonly Pick<Requirement, 'from'>[] {
  return steps.flatMap((step) => [step, ...(step.and ?? []), { from: step.escalateTo }]);
}

function named({ name, email, personKey }: Pick<Person, 'name' | 'email' | 'personKey'>) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(personKey === undefined ? {} : { personKey }),
  };
}
