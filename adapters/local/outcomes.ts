/** Sealed answers of approved calls on one machine, until their time is over. */

import type { Sealed } from '#core/model.ts';
import type { Outcomes } from '#core/ports.ts';
import { storedSealed } from '#core/sealed.ts';
import { type Store, storing, transacting } from './sqlite.ts';

export function createSqliteOutcomes({ write, read }: Store): Outcomes {
  const clean = write.prepare('DELETE FROM outcome WHERE until <= ?');
  const insert = write.prepare('INSERT OR REPLACE INTO outcome (key, sealed, until) VALUES (?, ?, ?)');
  const byKey = read.prepare('SELECT sealed FROM outcome WHERE key = ? AND until > ?');

  return {
    keep: async (key, outcome, { until, now }) =>
      storing(() =>
        transacting(write, () => {
          clean.run(now);
          insert.run(key, outcome, until);
        }),
      ),
    find: async (key, now) => storing(() => sealedOf(byKey.get(key, now))),
  };
}

function sealedOf(row: Record<string, unknown> | undefined): Sealed | undefined {
  return row === undefined ? undefined : storedSealed(String(row.sealed));
}
