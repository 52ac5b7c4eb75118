/** Form-encoded text (`a=1&b.1=2`) → its pairs, strictly, and the tree that dotted names make. */

import { admit, type Bounds } from './cursor.ts';
import { malformedPart } from './malformed.ts';

export type FormPair = { readonly name: string; readonly value: string };

/** What a dotted name leads to: a value, further names, or both where a caller wrote both. */
export type FormNode = { readonly value?: string; readonly children: ReadonlyMap<string, FormNode> };

export type FormRules = {
  /** What is read, for the refusal: `form body`, `query string`. */
  readonly part: string;
  /** In forms `+` is a space; in the query of a REST request two parsers could differ, and it is refused. */
  readonly plus: 'space' | 'refused';
  readonly fields: number;
};

const notPlain = /[^\x21-\x7e]|[;]/;
const brokenEscape = /%(?![0-9A-Fa-f]{2})/;

/** All pairs in order. A name without `=` has the value `''`. Errors: `malformed-request`. */
export function readForm(text: string, rules: FormRules): readonly FormPair[] {
  if (notPlain.test(text)) throw malformedPart(rules.part, 'it holds a character that must be percent-encoded');
  if (brokenEscape.test(text)) throw malformedPart(rules.part, 'it holds a "%" that two hex digits do not follow');
  if (rules.plus === 'refused' && text.includes('+')) {
    throw malformedPart(rules.part, 'it holds a bare "+", which may mean a space or a plus; write %20 or %2B');
  }
  if (hasMoreFields(text, rules.fields)) throw malformedPart(rules.part, 'it has too many fields');
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => readPair(pair, rules));
}

/** Counted before anything is taken apart, so that a flood costs no memory. */
function hasMoreFields(text: string, most: number): boolean {
  let count = 1;
  for (let at = text.indexOf('&'); at >= 0 && count <= most; at = text.indexOf('&', at + 1)) count += 1;
  return count > most;
}

/** The tree of dotted names. Errors: `malformed-request` for a name given twice, and for what is over the bounds. */
export function formTree(pairs: readonly FormPair[], part: string, bounds: Bounds): FormNode {
  const { depth } = bounds;
  const growth = { left: bounds.values };
  const root = emptyNode();
  for (const { name, value } of pairs) {
    const steps = name.split('.', depth + 1);
    if (steps.length > depth) throw malformedPart(part, 'a name has too many parts');
    const node = steps.reduce((parent, step) => childOf(parent, step, growth), root);
    if (growth.left < 0) throw malformedPart(part, 'it has too many fields');
    if (node.value !== undefined) throw malformedPart(part, 'a name is given twice');
    node.value = value;
  }
  return root;
}

type GrowingNode = { value?: string; readonly children: Map<string, GrowingNode> };

const emptyNode = (): GrowingNode => ({ children: new Map() });

function childOf(node: GrowingNode, step: string, growth: { left: number }): GrowingNode {
  const known = node.children.get(step);
  if (known !== undefined) return known;
  const made = emptyNode();
  admit(growth);
  node.children.set(step, made);
  return made;
}

function readPair(pair: string, rules: FormRules): FormPair {
  const equals = pair.indexOf('=');
  const name = equals < 0 ? pair : pair.slice(0, equals);
  return { name: unescapeText(name, rules), value: equals < 0 ? '' : unescapeText(pair.slice(equals + 1), rules) };
}

function unescapeText(text: string, { part }: FormRules): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? percentDecode(spaced, part) : spaced;
}

/** Percent-encoded UTF-8 → text. Errors: `malformed-request` naming the part. */
export function percentDecode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformedPart(part, 'its percent-encoding is not UTF-8');
  }
}
