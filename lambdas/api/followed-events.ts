/** Long polling of the record: waits until something was recorded after an event, or the time is up. */

import { setTimeout } from 'node:timers/promises';
import { GatewayError } from '#core/errors.ts';
import type { ApiCaller } from '#core/product-api.ts';
import type { ListedEvent } from '#core/recording/list-event.ts';
import { followEvents } from '#core/reviewing/follow-record.ts';
import type { SearchPorts } from '#core/reviewing/search-record.ts';
import { eventQuery } from './event-query.ts';

const maxWaitSeconds = 25;
const pauseMilliseconds = 500;

/** `after` or `wait` make a search a following one. */
export function isFollowing(query: URLSearchParams): boolean {
  return query.has('after') || query.has('wait');
}

/** Oldest first. Errors: those of following, and `malformed-request`. */
export async function followedEvents(
  caller: ApiCaller,
  query: URLSearchParams,
  ports: SearchPorts,
): Promise<{ readonly items: readonly ListedEvent[] }> {
  const filters = new URLSearchParams([...query].filter(([name]) => name !== 'after' && name !== 'wait'));
  const following = await followEvents(caller, eventQuery(filters).query, query.get('after') ?? undefined, ports);
  const pauses = Math.floor((waitOf(query) * 1000) / pauseMilliseconds);
  for (let pause = 0; pause < pauses; pause += 1) {
    const items = await following.poll();
    if (items.length > 0) return { items };
    await setTimeout(pauseMilliseconds);
  }
  return { items: await following.poll() };
}

function waitOf(query: URLSearchParams): number {
  const wait = Number(query.get('wait') ?? '0');
  if (Number.isInteger(wait) && wait >= 0 && wait <= maxWaitSeconds) return wait;
  throw new GatewayError('malformed-request', `"wait" must be a whole number of seconds from 0 to ${maxWaitSeconds}.`);
}
