/** Masks the parameters of one call for the record, for approvers and for notifications. */

import type { Operation } from '../catalog/operation.ts';
import type { Shape } from '../catalog/shape.ts';
import type { Masked, MaskHit, Parameters } from '../model.ts';
import { summarise } from './claim.ts';
import { minLiteralLength } from './literals.ts';
import { maskValue } from './mask-value.ts';
import { planOf } from './plan-of.ts';

export type MaskParametersOptions = { readonly operation: Pick<Operation, 'service' | 'name'> };

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
  { operation }: MaskParametersOptions,
): MaskedParameters {
  const plan = planOf(input, { service: operation.service, operation: operation.name, side: 'input', naming: 'member' });
  const { value, findings, clear } = maskValue(parameters, plan);
  return {
    masks: summarise(findings),
    secrets: [...new Set(clear)].filter((text) => text.length >= minLiteralLength),
    value: value as Masked<Parameters>,
  };
}
