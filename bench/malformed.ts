/** A megabyte of malformed input of every kind, and of what costs a reader most: the time until it is refused. */

import { decode } from '#test/differential/decode-one.ts';
import { floods } from '#test/security/floods.ts';
import { malformed } from '#test/security/malformed-kinds.ts';
import { ownMicroseconds, type Row } from './row.ts';

const megabyte = 1_048_576;
const budget = { kind: 'at-most', value: 100 } as const;

type Trial = { readonly name: string; readonly protocol: string; readonly run: () => unknown };

/** The slowest kind of each protocol: threats 22 and the issue of the codec want none over 100 ms. */
export function benchMalformed(): readonly Row[] {
  const ofKinds = malformed.map(({ id, protocol, kind, sent }): Trial => {
    const body = sent(megabyte);
    return { name: kind, protocol, run: () => refused(() => decode(id, protocol, body)) };
  });
  const ofFloods = floods.map(
    ([what, id, protocol, sent]): Trial => ({ name: what, protocol, run: () => refused(() => decode(id, protocol, sent)) }),
  );
  const measured = [...ofKinds, ...ofFloods].map((trial) => ({ ...trial, milliseconds: timeOf(trial) }));
  return [...Map.groupBy(measured, ({ protocol }) => protocol)].map(([protocol, all]) => {
    const [slowest] = all.toSorted((a, b) => b.milliseconds - a.milliseconds);
    const name = `1 MB, slowest of ${all.length} kinds: ${protocol}, ${slowest?.name ?? ''}`;
    return { name, value: slowest?.milliseconds ?? Number.NaN, unit: 'ms', budget };
  });
}

function timeOf({ run }: Trial): number {
  return ownMicroseconds(run, { count: 1, runs: 5 }) / 1000;
}

function refused(decodeOne: () => unknown): void {
  try {
    decodeOne();
  } catch {
    // Refused, as the tests hold.
  }
}
