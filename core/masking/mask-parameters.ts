/** Masks the parameters of one call for the record, for approvers and for notifications. */

import type { Operation } from '../catalog/operation.ts';
import type { Shape } from '../catalog/shape.ts';
import type { Masked, MaskHit, Parameters } from '../model.ts';
import { summarise } from './claim.ts';
import { everyDetection } from './default-detection.ts';
import type { Detection } from './detect.ts';
import { replyFinder } from './finder.ts';
import { minLiteralLength } from './literals.ts';
import { maskValue } from './mask-value.ts';
import type { PathRule } from './path-rule.ts';
import { planOf } from './plan-of.ts';

export type MaskParametersOptions = {
  readonly operation: Pick<Operation, 'service' | 'name'>;
  /** The overlay alone, when absent. */
  readonly rules?: readonly PathRule[];
  readonly detection?: Detection;
};

export type MaskedParameters = {
  readonly value: Masked<Parameters>;
  readonly masks: readonly MaskHit[];
  /** The clear texts that were masked, names and flow tokens apart: to be cut from the reply and from every later text, and never kept. */
  readonly secrets: readonly string[];
};

/** Without an input shape every parameter is unmodelled, and masked. */
export function maskParameters(
  parameters: Parameters,
  input: Shape | undefined,
  { operation, rules, detection = everyDetection() }: MaskParametersOptions,
): MaskedParameters {
  const walked = { service: operation.service, operation: operation.name, side: 'input', naming: 'member' } as const;
  const finder = replyFinder({ secrets: [], detection });
  const { value, findings, clear } = maskValue(parameters, planOf(input, walked, rules), finder);
  return {
    masks: summarise(findings),
    secrets: [...new Set(clear)].filter((text) => text.length >= minLiteralLength),
    value: value as Masked<Parameters>,
  };
}
