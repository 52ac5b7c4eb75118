/** The query string of a search → the query, every name and value checked. */

import { GatewayError } from '#core/errors.ts';
import type { EventQuery } from '#core/ports.ts';
import type { Paging } from '#core/reviewing/search-record.ts';

const filters = [
  'principal',
  'group',
  'service',
  'operation',
  'access',
  'connection',
  'resource',
  'decision',
  'client',
  'session',
  'approval',
  'maskedClass',
  'q',
] as const;
const times = ['from', 'to'] as const;
const known: readonly string[] = [...filters, ...times, 'limit', 'cursor'];
/** What may be asked of the record. */
export const eventFilters: readonly string[] = [...filters, ...times];
const longest = 2048;
const defaultLimit = 50;
const maxLimit = 500;

/** Errors: `malformed-request`, naming the parameter. */
export function eventQuery(query: URLSearchParams): { readonly query: EventQuery; readonly paging: Paging } {
  for (const name of new Set(query.keys())) refuseUnknown(name, query);
  const given = [...filters, ...times].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  for (const [name, value] of given) refuseValue(name, value);
  const cursor = query.get('cursor');
  return {
    query: Object.fromEntries(given.map(([name, value]) => [name, name === 'from' || name === 'to' ? isoOf(value) : value])),
    paging: { limit: limitOf(query.get('limit')), ...(cursor === null ? {} : { cursor }) },
  };
}

function refuseUnknown(name: string, query: URLSearchParams): void {
  if (!known.includes(name)) {
    throw new GatewayError('malformed-request', `The query has an unknown parameter. Known are: ${known.join(', ')}.`);
  }
  if (query.getAll(name).length > 1) throw new GatewayError('malformed-request', `"${name}" is given more than once.`);
}

function refuseValue(name: string, value: string): void {
  if (value === '' || value.length > longest) throw new GatewayError('malformed-request', `"${name}" is empty or too long.`);
  if ((name === 'from' || name === 'to') && Number.isNaN(Date.parse(value))) {
    throw new GatewayError('malformed-request', `"${name}" must be a time like 2026-01-31T12:00:00Z.`);
  }
}

function isoOf(value: string): string {
  return new Date(value).toISOString();
}

function limitOf(value: string | null): number {
  if (value === null) return defaultLimit;
  const limit = Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
  throw new GatewayError('malformed-request', `"limit" must be a whole number from 1 to ${maxLimit}.`);
}
