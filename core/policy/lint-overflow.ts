/** Sums in a condition: beyond 64 bits they err, and an erring guardrail denies everybody whom it covers. */

import type { LintComplaint } from './check-policies.ts';
import { isNode } from './expression.ts';
import type { Policy } from './policy.ts';

const arithmetic = ['+', '-', '*', 'neg'];

export function overflowing({ effect, conditions }: Policy): readonly LintComplaint[] {
  if (effect === 'permit' || !conditions.some(({ body }) => hasSum(body))) return [];
  const message =
    'the guardrail calculates; beyond 64 bits that errs, and everybody whom it covers is denied: compare with constants instead';
  return [{ message, severity: 'warning', rule: 'may-err' }];
}

function hasSum(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSum);
  if (!isNode(value)) return false;
  return Object.entries(value).some(([operator, operand]) => arithmetic.includes(operator) || hasSum(operand));
}
