/** Finds one event by its id alone: the id says its time and its shard, and the day index the rest. */

import { decodeTime } from 'ulid';
import type { Table } from './dynamodb.ts';
import { walkGroup } from './partition-walk.ts';
import { readItem } from './read-items.ts';
import { type Item, shardOf } from './record-item.ts';

const dayMilliseconds = 86_400_000;
/** An id is drawn just before its event's time is taken; after a clock stepped back it may lie far ahead of it. */
const windows = [5_000, dayMilliseconds] as const;

export async function findEvent(table: Table, id: string): Promise<Item | undefined> {
  const time = timeOf(id);
  if (time === undefined) return undefined;
  for (const window of windows) {
    const item = await findWithin(table, id, { from: time - window, to: time + window });
    if (item !== undefined) return item;
  }
  return undefined;
}

async function findWithin(
  table: Table,
  id: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Item | undefined> {
  for (const day of daysOf(from, to)) {
    const partitions = [`${table.tenant}#D#${day}#${shardOf(id)}`];
    const group = { index: 'by-day', partitions, low: `${from}#`, high: `${to}#~`, begin: day } as const;
    for await (const row of walkGroup({ table, group, pageSize: 1000 })) {
      if (row.position.id === id) return readItem(table, row);
    }
  }
  return undefined;
}

function daysOf(from: number, to: number): ReadonlySet<string> {
  const times = [to, (from + to) / 2, from];
  return new Set(times.map((time) => new Date(time).toISOString().slice(0, 10)));
}

function timeOf(id: string): number | undefined {
  try {
    return decodeTime(id);
  } catch {
    return undefined;
  }
}
