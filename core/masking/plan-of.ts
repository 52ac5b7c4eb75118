/** Makes the plan of one side of an operation, lazily: a node is made when a walk first comes to it. */

import type { Shape } from '../catalog/shape.ts';
import type { Claim } from './claim.ts';
import { overlay } from './classes.ts';
import type { Detection } from './detect.ts';
import { type PathRule, startRules } from './path-rule.ts';
import { claimOf, keyClaim, keyStep, type Place } from './place.ts';
import { type Naming, type Plan, unmodelled } from './plan.ts';
import { edgesOf, type Planner } from './plan-edges.ts';

/** Which operation's message is walked, and on which side of it. */
export type Walked = {
  readonly service: string;
  readonly operation: string;
  readonly side: 'input' | 'output';
  readonly naming: Naming;
};

const made = new WeakMap<readonly PathRule[], WeakMap<Shape, Map<string, Plan>>>();

/** The plan of one side of an operation. Without a shape everything in the message is unmodelled. */
export function planOf(shape: Shape | undefined, walked: Walked, rules: readonly PathRule[] = overlay): Plan {
  if (shape === undefined) return unmodelled;
  const key = `${walked.service}:${walked.operation}:${walked.side}:${walked.naming}`;
  const shapes = made.get(rules) ?? new WeakMap<Shape, Map<string, Plan>>();
  made.set(rules, shapes);
  const plans = shapes.get(shape) ?? new Map<string, Plan>();
  shapes.set(shape, plans);
  const known = plans.get(key);
  if (known !== undefined) return known;
  const start = startRules(rules, `${walked.service}:${walked.operation}`, walked.side);
  const plan = createPlanner(walked.naming)({ shape, rules: start, inherited: undefined, isFlow: false });
  plans.set(key, plan);
  return plan;
}

function createPlanner(naming: Naming): Planner {
  const plans = new Map<Shape, Map<string, Plan>>();
  const planner = (place: Place): Plan => {
    const claim = claimOf(place);
    const key = `${place.rules.id}|${claim?.rule}|${claim?.class}|${claim?.isShown}|${place.isFlow}|${place.timestampFormat}|${place.pair}|${place.scans?.length}`;
    const known = plans.get(place.shape) ?? new Map<string, Plan>();
    plans.set(place.shape, known);
    const plan = known.get(key) ?? createPlan(place, claim, naming, planner);
    known.set(key, plan);
    return plan;
  };
  return planner;
}

function createPlan(place: Place, claim: Claim | undefined, naming: Naming, planner: Planner): Plan {
  const { shape } = place;
  const format = place.timestampFormat ?? (shape.kind === 'timestamp' ? shape.format : undefined);
  const scans = scansAt(place);
  const edges = edgesOf(shape, { naming, rules: place.rules, claim, planner, scans });
  return {
    kind: shape.kind,
    claim,
    isFlow: place.isFlow || place.rules.ended.some(({ list }) => list === 'never'),
    keyClaim: shape.kind === 'map' ? keyClaim(shape.key.shape, place.rules.step(keyStep), claim) : undefined,
    ...(format === undefined ? {} : { timestampFormat: format }),
    ...(place.pair === undefined ? {} : { pair: place.pair }),
    ...(scans === undefined ? {} : { scans }),
    child: edges.child,
    get element() {
      return edges.element();
    },
  };
}

function scansAt({ rules, scans = [] }: Place): readonly Detection[] | undefined {
  const own = rules.ended.flatMap(({ scan }) => (scan === undefined || scans.includes(scan) ? [] : [scan]));
  return scans.length + own.length === 0 ? undefined : [...scans, ...own];
}
