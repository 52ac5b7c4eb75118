/** Reads one member of parsed JSON by its path; what is absent or of another type is `undefined`. */

import type { Json } from '../model.ts';

type Path = readonly (string | number)[];

export function memberOf(value: Json | undefined, ...path: Path): Json | undefined {
  return path.reduce<Json | undefined>(step, value);
}

export function textAt(value: Json | undefined, ...path: Path): string | undefined {
  const found = memberOf(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: Json | undefined, ...path: Path): number | undefined {
  const found = memberOf(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** One text member of every entry of a list. */
export function textsAt(value: Json | undefined, path: Path, name: string): readonly string[] {
  const list = memberOf(value, ...path);
  if (!isList(list)) return [];
  return list.map((entry) => textAt(entry, name)).filter((text) => text !== undefined);
}

function step(value: Json | undefined, name: string | number): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isList(value)) return typeof name === 'number' ? value[name] : undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
