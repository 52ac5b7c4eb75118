/** The plan of a walk: the shape graph of one operation with the masking rules laid over it, made as far as a walk needs it. */

import type { Member, Shape, TimestampFormat } from '../catalog/shape.ts';
import type { Claim } from './claim.ts';
import { overlay } from './classes.ts';
import { isFlowMember } from './identifiers.ts';
import { type PathRule, type RuleState, startRules } from './path-rule.ts';

/** By which names a message calls the members: the model's own, or those of JSON and CBOR, or those of XML. */
export type Naming = 'member' | 'json' | 'xml';

/** What to do with a value. A node is shared by all places of the same shape under the same rules, so recursion costs nothing. */
export type Plan = {
  /** `unmodelled`: the catalog does not know this value. `framing`: the protocol's own, and nothing of the caller's. */
  readonly kind: Shape['kind'] | 'unmodelled' | 'framing';
  readonly claim: Claim | undefined;
  /** Whether findings inside the text leave the client's view alone. */
  readonly isFlow: boolean;
  readonly timestampFormat?: TimestampFormat;
  /** The edge by a name on the wire: a member, the value of a map, in XML also the element of a list. */
  readonly child: (wireName: string) => Edge;
  /** Elements of a JSON or CBOR list. */
  readonly element: Edge;
  /** Of the keys of a map, where the model marks them. */
  readonly keyClaim: Claim | undefined;
};

export type Edge = { readonly name: string; readonly plan: Plan };

/** Which operation's message is walked, and on which side of it. */
export type Walked = {
  readonly service: string;
  readonly operation: string;
  readonly side: 'input' | 'output';
  readonly naming: Naming;
};

type State = {
  readonly shape: Shape;
  readonly rules: RuleState;
  readonly inherited: Claim | undefined;
  readonly isFlow: boolean;
  readonly timestampFormat?: TimestampFormat | undefined;
};

/** How a path rule names the keys of a map. */
const keyStep = '{}';

export const unmodelledClaim: Claim = { class: 'unmodelled', rule: 'unmodelled', isShown: false };

/** A plan for a value that the catalog does not know. */
export const unmodelled: Plan = selfPlan('unmodelled', unmodelledClaim);

/** A plan for what belongs to the protocol. */
export const framing: Plan = selfPlan('framing', undefined);

const made = new WeakMap<Shape, Map<string, Plan>>();

/** The plan of one side of an operation. Without a shape everything in the message is unmodelled. */
export function planOf(shape: Shape | undefined, walked: Walked, rules: readonly PathRule[] = overlay): Plan {
  if (shape === undefined) return unmodelled;
  const key = `${walked.service}:${walked.operation}:${walked.side}:${walked.naming}`;
  const plans = made.get(shape) ?? new Map<string, Plan>();
  made.set(shape, plans);
  const known = rules === overlay ? plans.get(key) : undefined;
  if (known !== undefined) return known;
  const start = startRules(rules, `${walked.service}:${walked.operation}`, walked.side);
  const plan = createPlanner(walked.naming)({ shape, rules: start, inherited: undefined, isFlow: false });
  if (rules === overlay) plans.set(key, plan);
  return plan;
}

/** The claim on a leaf as a whole. A scalar where the model has a structure is something that the catalog does not know. */
export function leafClaim(plan: Plan): Claim | undefined {
  if (plan.claim !== undefined) return plan.claim;
  switch (plan.kind) {
    case 'structure':
    case 'list':
    case 'map':
    case 'event-stream':
      return unmodelledClaim;
    default:
      return undefined;
  }
}

/** A plan whose values all share one claim, at any depth. */
export function selfPlan(kind: Plan['kind'], claim: Claim | undefined): Plan {
  const plan: Plan = {
    kind,
    claim,
    isFlow: false,
    keyClaim: undefined,
    // Names that no model gives may be data, and do not belong into a path.
    child: (name) => ({ name: kind === 'framing' ? name : '*', plan }),
    get element() {
      return { name: '[]', plan };
    },
  };
  return plan;
}

function createPlanner(naming: Naming): (state: State) => Plan {
  const plans = new Map<Shape, Map<string, Plan>>();
  const planner = (state: State): Plan => {
    const claim = claimOf(state);
    const key = `${state.rules.id}|${claim?.rule}|${claim?.class}|${claim?.isShown}|${state.isFlow}|${state.timestampFormat}`;
    const known = plans.get(state.shape) ?? new Map<string, Plan>();
    plans.set(state.shape, known);
    const plan = known.get(key) ?? createPlan(state, claim, naming, planner);
    known.set(key, plan);
    return plan;
  };
  return planner;
}

function createPlan(state: State, claim: Claim | undefined, naming: Naming, planner: (state: State) => Plan): Plan {
  const { shape } = state;
  const format = state.timestampFormat ?? (shape.kind === 'timestamp' ? shape.format : undefined);
  const edges = edgesOf(shape, { naming, rules: state.rules, claim, planner });
  return {
    kind: shape.kind,
    claim,
    isFlow: state.isFlow,
    keyClaim: shape.kind === 'map' ? keyClaim(shape.key.shape, state.rules.step(keyStep), claim) : undefined,
    ...(format === undefined ? {} : { timestampFormat: format }),
    child: edges.child,
    get element() {
      return edges.element();
    },
  };
}

/** The overlay names the class, the model's mark makes it secret, and a mark on a container covers what is in it. */
function claimOf({ shape, rules, inherited, isFlow }: State): Claim | undefined {
  const always = rules.ended.find(({ list }) => list === 'always');
  const isShown = isFlow || rules.ended.some(({ list }) => list === 'never');
  const found = always === undefined ? (inherited ?? modelClaim(shape)) : overlayClaim(always);
  if (found === undefined || !isShown) return found;
  return { ...found, isShown };
}

function modelClaim(shape: Shape): Claim | undefined {
  return shape.sensitive ? { class: 'secret', rule: 'model', isShown: false } : undefined;
}

function overlayClaim(rule: PathRule): Claim {
  return { class: rule.class, rule: `overlay:${rule.operation}:${rule.path}`, isShown: false };
}

/** A mark on a map covers its values; its keys only by a mark of their own. */
function keyClaim(shape: Shape, rules: RuleState, inherited: Claim | undefined): Claim | undefined {
  const isMarked = shape.sensitive || rules.ended.some(({ list }) => list === 'always');
  return isMarked ? claimOf({ shape, rules, inherited, isFlow: false }) : undefined;
}

type Weaving = {
  readonly naming: Naming;
  readonly rules: RuleState;
  readonly claim: Claim | undefined;
  readonly planner: (state: State) => Plan;
};

type Edges = { readonly child: Plan['child']; readonly element: () => Edge };

function edgesOf(shape: Shape, weaving: Weaving): Edges {
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
