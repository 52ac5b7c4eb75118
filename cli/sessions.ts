/** `countersign sessions`: lists, shows and revokes recorded sessions. */

import { type GatewayOptions, get, post } from './api.ts';
import type { Environment } from './environment.ts';

export type ListOptions = GatewayOptions & Readonly<Partial<Record<SessionFilter, string>>>;

export const sessionFilters = [
  'principal',
  'group',
  'from',
  'to',
  'service',
  'operation',
  'access',
  'connection',
  'resource',
  'decision',
  'client',
  'approval',
  'maskedClass',
  'q',
  'limit',
  'cursor',
] as const;
type SessionFilter = (typeof sessionFilters)[number];

type Body = Readonly<Record<string, unknown>>;

export async function listSessions(environment: Environment, options: ListOptions): Promise<Body> {
  return get(environment, options, `/v1/sessions${queryOf(options)}`);
}

/** All events of a session, oldest first. */
export async function showSession(environment: Environment, options: GatewayOptions, id: string): Promise<readonly Body[]> {
  const path = `/v1/sessions/${encodeURIComponent(id)}/events`;
  const pages: Body[][] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '500', ...(cursor === undefined ? {} : { cursor }) });
    const page = await get(environment, options, `${path}?${query}`);
    pages.push(Array.isArray(page.items) ? page.items : []);
    cursor = typeof page.cursor === 'string' ? page.cursor : undefined;
  } while (cursor !== undefined);
  return pages.flat().reverse();
}

export async function revokeSession(environment: Environment, options: GatewayOptions, id: string): Promise<Body> {
  return post(environment, options, `/v1/sessions/${encodeURIComponent(id)}/revoke`, {});
}

export async function changeHold(
  environment: Environment,
  options: GatewayOptions,
  asked: { readonly id: string; readonly change: 'hold' | 'release'; readonly reason: string },
): Promise<Body> {
  return post(environment, options, `/v1/sessions/${encodeURIComponent(asked.id)}/${asked.change}`, { reason: asked.reason });
}

function queryOf(options: ListOptions): string {
  const query = new URLSearchParams();
  for (const name of sessionFilters) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  return query.size === 0 ? '' : `?${query}`;
}
