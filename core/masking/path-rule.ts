/** Path rules: which values of which operations belong to a class, by their path in the model. */

import type { Form } from './claim.ts';
import type { Detection } from './detect.ts';

/**
 * `operation` is a glob over `service:Operation`. `path` has member names, `*` for any name or map value, `{}` for the keys
 * of a map, `[]` for list elements, and `**` for any depth: `authorizationData[].authorizationToken`, `**.SessionToken`.
 */
export type PathRule = {
  readonly operation: string;
  readonly path: string;
  readonly side?: 'input' | 'output';
  /** `always` gives the values the class; `never` leaves what the model marks visible to the client; `scan` looks in them. */
  readonly list: 'always' | 'never' | 'scan';
  /** Of the operator's own: what the evidence calls it. */
  readonly name?: string;
  /** Makes the masked text of a form other than `redact`. */
  readonly mask?: (clear: string) => string;
  readonly form?: Form;
  /** What a `scan` looks for. */
  readonly scan?: Detection;
  readonly class: string;
  readonly reason: string;
};

/** Where the walk stands in the rules of one operation. Equal states have equal ids. */
export type RuleState = {
  readonly id: string;
  /** The rules whose path ends here. */
  readonly ended: readonly PathRule[];
  readonly step: (name: string) => RuleState;
  /** Every name that a rule of the operation says. */
  readonly names: ReadonlySet<string>;
};

type Compiled = { readonly rule: PathRule; readonly segments: readonly string[] };

/** A place in a rule: how many of its segments have been passed. */
type Position = { readonly rule: number; readonly passed: number };

/** The start state over the rules that concern one operation and side. */
export function startRules(rules: readonly PathRule[], operation: string, side: 'input' | 'output'): RuleState {
  const compiled = rules
    .filter((rule) => (rule.side ?? side) === side && matchesGlob(rule.operation, operation))
    .map((rule) => ({ rule, segments: segmentsOf(rule.path) }));
  const states = new Map<string, RuleState>();
  return stateOf(
    compiled,
    compiled.map((_, rule) => ({ rule, passed: 0 })),
    states,
  );
}

/** `a.b[].**.c` → its steps. */
export function segmentsOf(path: string): readonly string[] {
  return path
    .replaceAll('[]', '.[]')
    .split('.')
    .filter((segment) => segment !== '');
}

function stateOf(compiled: readonly Compiled[], positions: readonly Position[], states: Map<string, RuleState>): RuleState {
  const id = positions.map(({ rule, passed }) => `${rule}:${passed}`).join(',');
  const known = states.get(id);
  if (known !== undefined) return known;
  const state: RuleState = {
    id,
    ended: positions.flatMap(({ rule, passed }) => {
      const at = compiled[rule];
      return at !== undefined && passed === at.segments.length ? [at.rule] : [];
    }),
    names: namesOf(compiled),
    step: (name) => stateOf(compiled, advance(compiled, positions, name), states),
  };
  states.set(id, state);
  return state;
}

const names = new WeakMap<readonly Compiled[], ReadonlySet<string>>();

function namesOf(compiled: readonly Compiled[]): ReadonlySet<string> {
  const known = names.get(compiled) ?? new Set(compiled.flatMap(({ segments }) => segments));
  names.set(compiled, known);
  return known;
}

function advance(compiled: readonly Compiled[], positions: readonly Position[], name: string): readonly Position[] {
  const next = new Map<string, Position>();
  for (const { rule, passed } of positions) {
    for (const after of passing(compiled[rule]?.segments ?? [], passed, name)) {
      next.set(`${rule}:${after}`, { rule, passed: after });
    }
  }
  return [...next.values()].sort((a, b) => a.rule - b.rule || a.passed - b.passed);
}

function passing(segments: readonly string[], passed: number, name: string): readonly number[] {
  const segment = segments[passed];
  if (segment === undefined) return [];
  if (segment === '**') return [passed, ...passing(segments, passed + 1, name)];
  return segment === name || (segment === '*' && name !== '[]') ? [passed + 1] : [];
}

/** `*` stands for any run of characters; everything else for itself. */
export function matchesGlob(glob: string, text: string): boolean {
  const [head = '', ...rest] = glob.split('*');
  if (rest.length === 0) return glob === text;
  const tail = rest.pop() ?? '';
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  let at = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - tail.length;
}
