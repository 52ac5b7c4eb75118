/** Parameters as policies see them: the path of a member → all its values as text. */

import type { Json, Parameters } from '../model.ts';

/** The values under each path that policies read. A path that leads nowhere, or to an empty list, is absent. */
export type ParameterTags = { readonly [path: string]: readonly string[] };

/** More values than any policy was written for: the decision fails rather than drop one. */
const maxValues = 2_000;

// `Filters[].Values[]`, `Tags{}` (all values of a map), `Tags{env}` (one key), `Placement.Tenancy`.
const step = /\[\]|\{([^}]*)\}|\.?([^.[\]{}]+)/y;

/** Throws `RangeError` beyond 2,000 values. */
export function parameterTags(parameters: Parameters, paths: readonly string[]): ParameterTags {
  const tags: [string, readonly string[]][] = [];
  let count = 0;
  for (const path of paths) {
    const values = valuesAt(parameters, path);
    count += values.length;
    if (count > maxValues) throw new RangeError(`policies read more than ${maxValues} parameter values of one call`);
    if (values.length > 0) tags.push([path, [...new Set(values)]]);
  }
  return Object.fromEntries(tags);
}

/** False for a text that can lead nowhere, whatever the parameters are. */
export function isParameterPath(path: string): boolean {
  return stepsOf(path) !== undefined;
}

type Step = { readonly kind: 'member'; readonly name: string } | { readonly kind: 'elements' } | { readonly kind: 'values' };

function valuesAt(parameters: Parameters, path: string): readonly string[] {
  let nodes: readonly Json[] = [parameters];
  for (const each of stepsOf(path) ?? []) nodes = nodes.flatMap((node) => children(node, each));
  return nodes.flatMap(leaf);
}

function stepsOf(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (found === null) return undefined;
    steps.push(stepOf(found));
  }
  return steps.length === 0 ? undefined : steps;
}

function stepOf([text, key, member]: RegExpExecArray): Step {
  if (text === '[]') return { kind: 'elements' };
  if (text === '{}') return { kind: 'values' };
  return { kind: 'member', name: key ?? member ?? '' };
}

function children(node: Json, each: Step): readonly Json[] {
  if (isList(node)) return each.kind === 'elements' ? node : [];
  if (node === null || typeof node !== 'object') return [];
  if (each.kind === 'values') return Object.values(node);
  if (each.kind === 'elements' || !Object.hasOwn(node, each.name)) return [];
  return [node[each.name] ?? null];
}

/** Structures and lists are seen as present, by a text that no list of allowed values holds. */
function leaf(value: Json): readonly string[] {
  if (value === null) return [];
  if (isList(value)) return value.length === 0 ? [] : ['[…]'];
  return [typeof value === 'object' ? '{…}' : String(value)];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
