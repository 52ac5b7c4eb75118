/** Which claim the rules and the model's marks lay on a place of the walk. */

import type { Shape, TimestampFormat } from '../catalog/shape.ts';
import type { Claim } from './claim.ts';
import type { Detection } from './detect.ts';
import type { PathRule, RuleState } from './path-rule.ts';
import type { Plan } from './plan.ts';

/** A place of the walk. */
export type Place = {
  readonly shape: Shape;
  readonly rules: RuleState;
  readonly inherited: Claim | undefined;
  readonly isFlow: boolean;
  readonly timestampFormat?: TimestampFormat | undefined;
  readonly pair?: Plan['pair'];
  /** The operator's detectors of the containers around it. */
  readonly scans?: readonly Detection[] | undefined;
};

/** How a path rule names the keys of a map. */
export const keyStep = '{}';

/** The overlay names the class, the model's mark makes it secret, and a mark on a container covers what is in it. */
export function claimOf({ shape, rules, inherited, isFlow }: Place): Claim | undefined {
  const always = rules.ended.find(({ list }) => list === 'always');
  const isShown = isFlow || rules.ended.some(({ list }) => list === 'never');
  const found = always === undefined ? (inherited ?? modelClaim(shape)) : overlayClaim(always);
  if (found === undefined || !isShown) return found;
  return { ...found, isShown };
}

/** A mark on a map covers its values; its keys only by a mark of their own. */
export function keyClaim(shape: Shape, rules: RuleState, inherited: Claim | undefined): Claim | undefined {
  const isMarked = shape.sensitive || rules.ended.some(({ list }) => list === 'always');
  return isMarked ? claimOf({ shape, rules, inherited, isFlow: false }) : undefined;
}

function modelClaim(shape: Shape): Claim | undefined {
  return shape.sensitive ? { class: 'secret', rule: 'model', isShown: false } : undefined;
}

function overlayClaim(rule: PathRule): Claim {
  const name = rule.name === undefined ? `overlay:${rule.operation}:${rule.path}` : `rule:${rule.name}`;
  return {
    class: rule.class,
    rule: name,
    isShown: false,
    ...(rule.mask === undefined ? {} : { mask: rule.mask, form: rule.form ?? 'redact' }),
  };
}
