/** Follows the record by long polls, event after event. */

import { type GatewayOptions, get } from './api.ts';
import type { Environment } from './environment.ts';

type Body = Readonly<Record<string, unknown>>;

const waitSeconds = 20;
/** An event may be recorded between two polls, so each begins where the last one ended; the first begins at the newest event. */
export async function* tail(environment: Environment, options: GatewayOptions, after: string | undefined): AsyncGenerator<Body> {
  let last = after ?? (await newest(environment, options));
  for (;;) {
    const query = new URLSearchParams({ wait: String(waitSeconds), ...(last === undefined ? {} : { after: last }) });
    for (const event of await itemsOf(environment, options, query)) {
      yield event;
      last = String(event.id);
    }
  }
}

async function newest(environment: Environment, options: GatewayOptions): Promise<string | undefined> {
  const [event] = await itemsOf(environment, options, new URLSearchParams({ limit: '1' }));
  return event === undefined ? undefined : String(event.id);
}

async function itemsOf(environment: Environment, options: GatewayOptions, query: URLSearchParams): Promise<readonly Body[]> {
  const { items } = await get(environment, options, `/v1/events?${query}`);
  return Array.isArray(items) ? items : [];
}
