/** What may be recorded of a value: its JSON form with nothing in it that canonical JSON (RFC 8785) cannot carry. */

import type { Json } from '../model.ts';

/** JSON as code builds it: members may be `undefined`, and are then left out. */
export type Loose = Json | undefined | readonly Loose[] | { readonly [name: string]: Loose };

/** Far deeper than any AWS shape nests, and far from the end of the stack. */
export const deepest = 200;

/**
 * Drops `undefined` members, replaces lone surrogates and puts members in the order of canonical JSON; nothing else is normalised.
 * Throws `TypeError` for NaN, Infinity and what nests deeper than 200: such a value has no record, so the call has none.
 */
export function plain(value: Loose): Json {
  return copy(value, 0);
}

function copy(value: Loose, depth: number): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return finite(value);
  if (value === undefined) return null;
  if (value === null || typeof value === 'boolean') return value;
  if (depth === deepest) throw new TypeError(`recording: a value nests deeper than ${deepest}`);
  return isList(value) ? value.map((item) => copy(item, depth + 1)) : copyMembers(value, depth);
}

function copyMembers(value: { readonly [name: string]: Loose }, depth: number): Json {
  const kept: { [name: string]: Json } = {};
  for (const name of inOrder(Object.keys(value))) {
    const member = value[name];
    if (member !== undefined) set(kept, name.toWellFormed(), copy(member, depth + 1));
  }
  return kept;
}

function inOrder(names: readonly string[]): readonly string[] {
  return names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name) ? names : names.toSorted();
}

/** An assignment to this one name would set the prototype instead. */
function set(members: { [name: string]: Json }, name: string, value: Json): void {
  if (name !== '__proto__') members[name] = value;
  else Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new TypeError('recording: NaN and Infinity have no canonical form');
  return value;
}

function isList(value: Loose): value is readonly Loose[] {
  return Array.isArray(value);
}
