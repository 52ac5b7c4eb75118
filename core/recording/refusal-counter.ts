/** Counts refusals of callers that nobody could identify, so that a flood of them writes one event a source and minute (threats 22). */

/** How many refusals one event stands for. */
export type CountedRefusals = { readonly refusals: number; readonly since: string };

export type RefusalCounter = {
  /** Counts one refusal; gives what to record now, or nothing when it is part of a minute that was already told. */
  readonly count: (source: string, now: string) => CountedRefusals | undefined;
};

type Tally = { readonly since: string; readonly untold: number };

const elsewhere = 'other';

/** @param maxSources - how many sources are told apart; every further one counts as `other`. */
export function createRefusalCounter(maxSources = 1000): RefusalCounter {
  const tallies = new Map<string, Tally>();
  return {
    count(source, now) {
      const key = tallies.has(source) || tallies.size < maxSources ? source : elsewhere;
      const tally = tallies.get(key);
      if (tally !== undefined && minuteOf(tally.since) === minuteOf(now)) {
        tallies.set(key, { ...tally, untold: tally.untold + 1 });
        return undefined;
      }
      forgetTold(tallies, now);
      tallies.set(key, { since: now, untold: 0 });
      return { refusals: (tally?.untold ?? 0) + 1, since: tally?.since ?? now };
    },
  };
}

/** Sources of past minutes with nothing left to tell make room for others. */
function forgetTold(tallies: Map<string, Tally>, now: string): void {
  for (const [source, tally] of tallies) {
    if (tally.untold === 0 && minuteOf(tally.since) !== minuteOf(now)) tallies.delete(source);
  }
}

function minuteOf(time: string): string {
  return time.slice(0, 16);
}
