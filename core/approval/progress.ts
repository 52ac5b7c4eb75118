/** How far an approval is: which steps are asked, since when, who is asked by them, and who is still missing. */

import { epochMilliseconds, isoTime } from '../instant.ts';
import type { Chain, ChainStep } from '../model.ts';
import type { Approval, RecordedVerdict } from './approval.ts';
import { emptySeats, type Seat } from './quorum.ts';

export type StepProgress = {
  /** `<chain>#<index>`. */
  readonly name: string;
  /** `waiting`: the steps before it are not fulfilled, so nobody is asked yet. */
  readonly state: 'waiting' | 'open' | 'fulfilled';
  readonly openedAt?: string;
  /** When `escalateTo` is asked as well, if nobody answers. */
  readonly escalatesAt?: string;
  readonly isEscalated: boolean;
  /** Who counts for it at this time. */
  readonly entries: readonly string[];
};

type Progressing = Pick<Approval, 'chains' | 'verdicts' | 'createdAt'>;

export function progressOf({ chains, verdicts, createdAt }: Progressing, now: string): readonly StepProgress[] {
  return chains.flatMap((chain) => chainProgress(chain, { yes: approvals(verdicts), createdAt, now }));
}

/** Every chain is fulfilled. */
export function isFulfilled(approval: Progressing, now: string): boolean {
  return missingSeats(approval, now).length === 0;
}

/** Who is missing. Where one of several chains is `distinct`, nobody counts twice in any of them. */
export function missingSeats(approval: Progressing, now: string): readonly Seat[] {
  const yes = approvals(approval.verdicts);
  const chains = approval.chains.map((chain) => seatsOf(chain, { yes, createdAt: approval.createdAt, now }));
  const pools = approval.chains.some(({ distinct }) => distinct) ? [chains.flat()] : chains;
  return pools.flatMap((seats) => emptySeats(seats, yes));
}

/** Everybody whose verdict counts now: those of the steps that are asked, the fulfilled ones among them. */
export function askedEntries(approval: Progressing, now: string): ReadonlySet<string> {
  const asked = progressOf(approval, now).filter(({ state }) => state !== 'waiting');
  return new Set(asked.flatMap(({ entries }) => entries));
}

/** Everybody who may be asked at some step. */
export function everyEntry(chains: readonly Chain[]): readonly string[] {
  const steps = chains.flatMap((chain) => chain.steps);
  return [...new Set(steps.flatMap((step) => [...requirementsOf(step).flatMap(({ from }) => from), ...step.escalateTo]))];
}

type At = { readonly yes: readonly RecordedVerdict[]; readonly createdAt: string; readonly now: string };

function approvals(verdicts: readonly RecordedVerdict[]): readonly RecordedVerdict[] {
  return verdicts.filter(({ verdict }) => verdict === 'approve');
}

function chainProgress(chain: Chain, { yes, createdAt, now }: At): readonly StepProgress[] {
  const done: StepProgress[] = [];
  let openedAt: string | undefined = createdAt;
  for (const [index, step] of chain.steps.entries()) {
    const name = `${chain.name}#${index}`;
    if (openedAt === undefined) {
      done.push({ name, state: 'waiting', isEscalated: false, entries: entriesAsked(step, false) });
      continue;
    }
    const opened: StepProgress = openedStep(step, { name, openedAt, now });
    const fulfilledAt = fulfilled(chain.steps.slice(0, index + 1), [...done, opened], { yes, now });
    done.push(fulfilledAt === undefined ? opened : { ...opened, state: 'fulfilled' });
    openedAt = fulfilledAt;
  }
  return done;
}

function openedStep(
  step: ChainStep,
  { name, openedAt, now }: { readonly name: string; readonly openedAt: string; readonly now: string },
): StepProgress {
  const escalatesAt = step.escalateAfterMinutes === undefined ? undefined : later(openedAt, step.escalateAfterMinutes);
  const isEscalated = escalatesAt !== undefined && escalatesAt <= now;
  return {
    name,
    state: 'open',
    openedAt,
    ...(escalatesAt === undefined ? {} : { escalatesAt }),
    isEscalated,
    entries: entriesAsked(step, isEscalated),
  };
}

/** The first moment, a verdict's or an escalation's, at which these steps had all their people. */
function fulfilled(
  steps: readonly ChainStep[],
  progress: readonly StepProgress[],
  { yes, now }: Pick<At, 'yes' | 'now'>,
): string | undefined {
  const since = progress.at(-1)?.openedAt ?? now;
  const moments = [...yes.map(({ at }) => at), ...progress.flatMap(({ escalatesAt }) => escalatesAt ?? [])];
  const candidates = [since, ...moments].filter((moment) => moment >= since && moment <= now).sort();
  return candidates.find((moment) => {
    const given = yes.filter(({ at }) => at <= moment);
    const seats = steps.flatMap((step, index) => stepSeats(step, isEscalatedAt(progress[index], moment)));
    return emptySeats(seats, given).length === 0;
  });
}

function isEscalatedAt(progress: StepProgress | undefined, moment: string): boolean {
  return progress?.escalatesAt !== undefined && progress.escalatesAt <= moment;
}

function seatsOf(chain: Chain, at: At): readonly Seat[] {
  const progress = chainProgress(chain, at);
  return chain.steps.flatMap((step, index) => stepSeats(step, progress[index]?.isEscalated === true));
}

function stepSeats(step: ChainStep, isEscalated: boolean): readonly Seat[] {
  const further = isEscalated ? step.escalateTo : [];
  return requirementsOf(step).flatMap(({ need, from }) =>
    Array.from({ length: need }, () => ({ entries: [...from, ...further] })),
  );
}

function entriesAsked(step: ChainStep, isEscalated: boolean): readonly string[] {
  return [...new Set(stepSeats(step, isEscalated).flatMap(({ entries }) => entries))];
}

function requirementsOf(step: ChainStep) {
  return [step, ...(step.and ?? [])];
}

export function later(time: string, minutes: number): string {
  return isoTime(epochMilliseconds(time) + minutes * 60_000);
}
