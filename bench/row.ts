/** One measured figure beside its budget, and the statistics that make it. */

export type Row = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The budget in the same unit. `at-least` where more is better. */
  readonly budget?: { readonly kind: 'at-most' | 'at-least'; readonly value: number };
};

export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** The median of several runs of `work`, each of `count` repetitions, in microseconds a repetition. */
export function microseconds(work: () => unknown, { count = 2000, runs = 7 } = {}): number {
  for (let i = 0; i < count; i += 1) work();
  const perRun = Array.from({ length: runs }, () => {
    const from = process.hrtime.bigint();
    for (let i = 0; i < count; i += 1) work();
    return Number(process.hrtime.bigint() - from) / 1000 / count;
  });
  return median(perRun);
}

/** As `microseconds`, but the time that this process computed, collecting garbage included: another program on the machine costs nothing. */
export function ownMicroseconds(work: () => unknown, { count = 2000, runs = 7 } = {}): number {
  for (let i = 0; i < count; i += 1) work();
  const perRun = Array.from({ length: runs }, () => {
    const from = process.cpuUsage();
    for (let i = 0; i < count; i += 1) work();
    const { user, system } = process.cpuUsage(from);
    return (user + system) / count;
  });
  return median(perRun);
}
