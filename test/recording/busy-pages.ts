/** Pages of a search while events arrive: what was there before the first page comes once, in order, without a gap. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createSqliteSearch } from '#adapters/local/search.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import type { EventQuery, Position } from '#core/ports.ts';
import { manyEvents, namesOf } from './many-events.ts';

const pageSize = 500;
const arrivalsASecond = 500;
const pauseMilliseconds = 5;

/** `stored` events are there before; then so many a second arrive while the walk goes on. */
export function testBusyPages(stored: number): void {
  test(`pages over ${stored} events have no gap and no duplicate while ${arrivalsASecond} events a second arrive`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
    const store = openStore(directory);
    const events = await manyEvents(store);
    store.write.exec('PRAGMA synchronous = OFF');
    events.add(stored);
    const search = createSqliteSearch(store);
    await search.events({}, 1);

    for (const query of [{ connection: namesOf(1).connection }, { decision: 'deny' }] satisfies readonly EventQuery[]) {
      const before = events.count();
      const walked = await walk(query, () => events.addOne());
      const there = walked.ids.filter((id) => Number(id.slice(10)) < before);
      const expected = await idsBefore(query, before);
      assert.ok(walked.arrived > 0);
      assert.deepEqual(there, expected);
    }

    store.close();
    rmSync(directory, { recursive: true });

    async function walk(query: EventQuery, arrive: () => void) {
      const ids: string[] = [];
      const from = performance.now();
      let arrived = 0;
      let after: Position | undefined;
      do {
        const page = await search.events(query, pageSize, after);
        ids.push(...page.events.map(({ columns }) => columns.id));
        after = page.next;
        const due = Math.floor(((performance.now() - from) / 1000) * arrivalsASecond) + 1;
        for (; arrived < due; arrived += 1) arrive();
        await setTimeout(pauseMilliseconds);
      } while (after !== undefined);
      return { ids, arrived };
    }

    /** Read from the record itself, not from its index. */
    async function idsBefore(query: EventQuery, count: number): Promise<readonly string[]> {
      const wanted = 'connection' in query ? `"connection":"${query.connection}"` : 'decision' in query ? '"outcome":"deny"' : '';
      const rows = store.read.prepare('SELECT id FROM event WHERE instr(line, ?) > 0 OR ? = ? ORDER BY id DESC');
      return rows
        .all(wanted, wanted, '')
        .map(({ id }) => String(id))
        .filter((id) => Number(id.slice(10)) < count);
    }
  });
}
