/** What the stream never brought: records of it live for a day, and a batch that failed too often goes to the dead letters. */

import type { Backlog } from '#adapters/aws/backlog.ts';
import type { Table } from '#adapters/aws/dynamodb.ts';
import { newestSealed } from '#adapters/aws/newest-sealed.ts';
import { scanEvents } from '#adapters/aws/scan-events.ts';
import type { Waiting } from '#adapters/aws/sealing-item.ts';
import type { Now } from '#core/ports.ts';

export type MissedPorts = { readonly table: Table; readonly now: Now };

/** What waits longer waits for something that does not come by itself. */
const patienceMinutes = 5;
/** A scan begins so long before the last checkpoint: what was missed then is older than what came after. */
const lookBackHours = 48;
/** One run takes no more; the next tick takes the rest. */
const most = 200_000;

/** Scans the table only when something is owed. Errors: `recorder-unavailable`. */
export async function missedEvents(backlog: Backlog, { table, now }: MissedPorts): Promise<readonly Waiting[]> {
  const before = minutesBefore(now(), patienceMinutes);
  const { sealedAt, hasUnseen } = await newestSealed(table, before);
  const isStuck = [...backlog.all()].some(({ time }) => time < before);
  if (sealedAt !== undefined && !hasUnseen && !isStuck) return [];
  const from = sealedAt === undefined ? '1970-01-01T00:00:00.000Z' : minutesBefore(sealedAt, lookBackHours * 60);
  const found: Waiting[] = [];
  for await (const event of scanEvents(table, from)) {
    found.push(event);
    if (found.length === most) break;
  }
  return found;
}

function minutesBefore(time: string, minutes: number): string {
  return new Date(Date.parse(time) - minutes * 60_000).toISOString();
}
