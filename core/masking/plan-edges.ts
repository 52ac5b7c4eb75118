/** The edges of a plan's node: which plan a member, an element or an entry has, by its name on the wire. */

import type { Member, Shape } from '../catalog/shape.ts';
import type { Claim } from './claim.ts';
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
      const entry = once(() => entryEdge(shape, weaving, value));
      return { child: weaving.naming === 'xml' ? entry : value, element };
    }
    case 'document':
      return documentEdges(shape, weaving);
    default:
      return { child: stray, element };
  }
}

/** A document has no members, but rules may name what is in it. */
function documentEdges(shape: Shape, { rules, claim, planner }: Weaving): Edges {
  const self = once(() => selfPlan('document', claim));
  const step = (name: string): Edge => ({
    name: name === '[]' ? name : '*',
    plan: rules.id === '' ? self() : planner({ shape, rules: rules.step(name), inherited: claim, isFlow: false }),
  });
  return { child: step, element: () => step('[]') };
}

function memberEdges(members: ReadonlyMap<string, Member>, weaving: Weaving): ReadonlyMap<string, Edge> {
  const edges = new Map<string, Edge>();
  for (const [name, member] of members) {
    if (weaving.naming !== 'member' && member.location !== undefined) continue;
    edges.set(wireName(name, member, weaving.naming), memberEdge(name, member, weaving));
  }
  return edges;
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

function edge(name: string, member: Member, { rules, claim, planner }: Weaving): Edge {
  const { shape, timestampFormat } = member;
  const isFlow = isFlowMember(name, member);
  return { name, plan: planner({ shape, rules: rules.step(name), inherited: claim, isFlow, timestampFormat }) };
}

/** An XML map's `<entry>`: a key and a value, by their wire names. */
function entryEdge(shape: Shape & { kind: 'map' }, weaving: Weaving, value: () => Edge): Edge {
  const stray = strayEdge(weaving.claim);
  const key: Edge = {
    name: keyStep,
    plan: selfPlan('string', keyClaim(shape.key.shape, weaving.rules.step(keyStep), weaving.claim)),
  };
  const edges = new Map([
    [shape.key.wireName ?? 'key', key],
    [shape.value.wireName ?? 'value', value()],
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
