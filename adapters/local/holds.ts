/** Sessions on legal hold on one machine: the store refuses to let their events go. */

import type { Holds } from '#core/reviewing/hold-session.ts';
import { type Store, storing } from './sqlite.ts';

export function createSqliteHolds({ write, read }: Store): Holds {
  const put = write.prepare('INSERT INTO hold (session, since) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const remove = write.prepare('DELETE FROM hold WHERE session = ?');
  const all = read.prepare('SELECT session FROM hold ORDER BY session');
  return {
    hold: async (session, since) => storing(() => void put.run(session, since)),
    release: async (session) => storing(() => void remove.run(session)),
    list: async () => storing(() => all.all().map((row) => String(row.session))),
  };
}
