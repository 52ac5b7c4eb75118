/** The edges of a plan's node: which plan a member, an element or an entry has, by its name on the wire. */

import type { Member, Shape } from '../catalog/shape.ts';
import type { Claim } from './claim.ts';
import type { Detection } from './detect.ts';
import { claimBelow, freeForm, nameClaim, pairOf } from './free-form.ts';
import { isFlowMember } from './identifiers.ts';
import type { RuleState } from './path-rule.ts';
import { keyClaim, keyStep, type Place } from './place.ts';
import { type Edge, framing, type Naming, type Plan, selfPlan, unmodelled } from './plan.ts';

/** Makes the node of a place, or finds it. */
export type Planner = (place: Place) => Plan;

type Weaving = {
  readonly naming: Naming;
  readonly rules: RuleState;
  readonly claim: Claim | undefined;
  readonly planner: Planner;
  readonly pair?: Plan['pair'];
  readonly scans?: readonly Detection[] | undefined;
};

type Edges = { readonly child: Plan['child']; readonly element: () => Edge };

export function edgesOf(shape: Shape, weaving: Weaving): Edges {
  const stray = strayEdge(weaving.claim);
  const element = once(() => stray('[]'));
  switch (shape.kind) {
    case 'structure':
    case 'event-stream': {
      const members = once(() => memberEdges(shape.members, weaving));
      return { child: (name) => members().get(name) ?? strayMember(name, stray), element };
    }
    case 'list': {
      const item = once(() => edge('[]', shape.member, weaving));
      return { child: weaving.naming === 'xml' ? item : stray, element: item };
    }
    case 'map': {
      const value = once(() => edge('*', shape.value, weaving));
      const byKey = keyEdges(shape.value, weaving, value);
      const entry = once(() => entryEdge(shape, weaving, value));
      return { child: weaving.naming === 'xml' ? entry : byKey, element };
    }
    case 'document':
      return documentEdges(shape, weaving);
    default:
      return { child: stray, element };
  }
}

/** A document has no members, but rules may name what is in it. */
function documentEdges(shape: Shape, { rules, claim, planner }: Weaving): Edges {
  const self = once(() => (claim === undefined ? freeForm : selfPlan('document', claim)));
  const step = (name: string): Edge => {
    if (rules.id === '') return name === '[]' ? { name, plan: self() } : self().child(name);
    const inherited = claimBelow(claim, name);
    const pair = pairOf(name);
    return {
      name: name === '[]' ? name : '*',
      plan: planner({ shape, rules: rules.step(name), inherited, isFlow: false, ...(pair === undefined ? {} : { pair }) }),
    };
  };
  return { child: step, element: () => step('[]') };
}

/** The values of a map by their keys: those whose name says secret, those that a rule names, and all others. */
function keyEdges(member: Member, weaving: Weaving, value: () => Edge): (key: string) => Edge {
  const { rules } = weaving;
  const edges = new Map<string | Claim, Edge>();
  return (key) => {
    const claim = nameClaim(key);
    const kind = rules.names.has(key) ? key : claim;
    return kind === undefined ? value() : (edges.get(kind) ?? make(kind, claim));
  };

  function make(kind: string | Claim, claim: Claim | undefined): Edge {
    const woven = claim === undefined ? weaving : { ...weaving, claim: weaving.claim ?? claim };
    const made = edge(typeof kind === 'string' ? kind : '*', member, woven);
    edges.set(kind, made);
    return made;
  }
}

function memberEdges(members: ReadonlyMap<string, Member>, weaving: Weaving): ReadonlyMap<string, Edge> {
  const edges = new Map<string, Edge>();
  const isPair = hasPair(members);
  for (const [name, member] of members) {
    if (weaving.naming !== 'member' && member.location !== undefined) continue;
    const at = isNumberAsText(name, members) ? asNumber(member) : member;
    edges.set(
      wireName(name, member, weaving.naming),
      memberEdge(name, at, isPair ? { ...weaving, pair: pairOf(name) } : weaving),
    );
  }
  return edges;
}

/** A tag, a variable, a parameter: two texts, one of which names the other. */
function hasPair(members: ReadonlyMap<string, Member>): boolean {
  const halves = [...members].flatMap(([name, { shape }]) => (shape.kind === 'string' ? [pairOf(name)] : []));
  return halves.includes('name') && halves.includes('value');
}

/** DynamoDB writes numbers as texts, and its clients read them back as numbers. */
function isNumberAsText(name: string, members: ReadonlyMap<string, Member>): boolean {
  return (name === 'N' || name === 'NS') && members.has('SS') && members.has('BOOL') && members.has('N');
}

function asNumber(member: Member): Member {
  const { shape } = member;
  if (shape.kind === 'list') return { ...member, shape: { ...shape, member: asNumber(shape.member) } };
  return { ...member, shape: { kind: 'big-decimal', sensitive: shape.sensitive, enumerated: false } };
}

function wireName(name: string, member: Member, naming: Naming): string {
  if (naming === 'member') return name;
  const { shape } = member;
  const item = naming === 'xml' && shape.kind === 'list' && isFlattened(member) ? shape.member.wireName : undefined;
  return item ?? member.wireName ?? name;
}

/** A flattened list or map has no element of its own in XML: its member's name stands on each item. */
function memberEdge(name: string, member: Member, weaving: Weaving): Edge {
  const own = edge(name, member, weaving);
  if (weaving.naming !== 'xml' || !isFlattened(member)) return own;
  if (member.shape.kind === 'list') return { name: `${name}[]`, plan: own.plan.child('').plan };
  if (member.shape.kind === 'map') return { name, plan: own.plan.child('').plan };
  return own;
}

function isFlattened(member: Member): boolean {
  const { shape } = member;
  return member.flattened || ((shape.kind === 'list' || shape.kind === 'map') && shape.flattened);
}

function edge(name: string, member: Member, { rules, claim, planner, pair, scans }: Weaving): Edge {
  const { shape, timestampFormat } = member;
  const isFlow = isFlowMember(name, member);
  return { name, plan: planner({ shape, rules: rules.step(name), inherited: claim, isFlow, timestampFormat, pair, scans }) };
}

/** An XML map's `<entry>`: a key and a value, by their wire names. */
function entryEdge(shape: Shape & { kind: 'map' }, weaving: Weaving, value: () => Edge): Edge {
  const stray = strayEdge(weaving.claim);
  const key: Edge = {
    name: keyStep,
    plan: { ...selfPlan('string', keyClaim(shape.key.shape, weaving.rules.step(keyStep), weaving.claim)), pair: 'name' },
  };
  const edges = new Map([
    [shape.key.wireName ?? 'key', key],
    [shape.value.wireName ?? 'value', { ...value(), plan: paired(value().plan) }],
  ]);
  const plan: Plan = {
    kind: 'structure',
    claim: weaving.claim,
    isFlow: false,
    keyClaim: undefined,
    child: (name) => edges.get(name) ?? stray(name),
    element: stray('[]'),
  };
  return { name: '', plan };
}

/** The value of an entry waits for its key. */
function paired(plan: Plan): Plan {
  if (plan.kind !== 'string') return plan;
  return { ...plan, pair: 'value', element: plan.element };
}

function strayEdge(claim: Claim | undefined): (name: string) => Edge {
  const plan = claim === undefined ? unmodelled : selfPlan('unmodelled', claim);
  return (name) => ({ name, plan });
}

/** `__type` is how AWS's own JSON serialisers name a structure; no model lists it. */
function strayMember(name: string, stray: (name: string) => Edge): Edge {
  return name === '__type' ? { name, plan: framing } : stray(name);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
