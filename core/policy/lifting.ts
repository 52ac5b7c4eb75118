/** Whether an approval lifts a guardrail: the chain must be able to take it off, and must not be what puts it on. */

import type { PolicyJson } from './cedar.ts';
import { isContext, literalsOf } from './expression.ts';
import type { Complaint } from './source-place.ts';
import { conditionsTruth, type Truth } from './three-valued.ts';

/** `chains` are those that the condition reads; each is looked at with all others fulfilled. */
export function liftingComplaints({ conditions }: PolicyJson, chains: readonly string[]): readonly Complaint[] {
  const holdsWith = (fulfilled: readonly string[]) =>
    conditionsTruth(conditions, (operator, operands) => approvalTruth(operator, operands, fulfilled));
  const approved = holdsWith(chains);
  if (approved === false) return [];
  if (approved === true) return [{ message: `no approval can lift it: ${cureOf(chains)}`, near: '@approval' }];
  const inverted = chains.filter((chain) => holdsWith(chains.filter((other) => other !== chain)) === false);
  return inverted.map((chain) => ({
    message: `the approval "${chain}" puts this guardrail on instead of lifting it: ${cureOf([chain])}`,
    near: 'context.approvals',
  }));
}

function cureOf(chains: readonly string[]): string {
  return `write unless { ${chains.map((chain) => `context.approvals.contains("${chain}")`).join(' && ')} }`;
}

/** `context.approvals.contains("a")`, `.containsAll(["a", "b"])`, `.containsAny([…])`, `.isEmpty()`. */
function approvalTruth(operator: string, operands: unknown, fulfilled: readonly string[]): Truth {
  const { left, right, arg } = { ...(operands as object) } as Readonly<Record<string, unknown>>;
  if (operator === 'isEmpty' && isContext(arg, 'approvals')) return fulfilled.length === 0;
  if (!isContext(left, 'approvals')) return undefined;
  const named = literalsOf(right);
  if (named === undefined) return undefined;
  if (operator === 'containsAny') return named.some((chain) => fulfilled.includes(chain));
  return operator.startsWith('contains') ? named.every((chain) => fulfilled.includes(chain)) : undefined;
}
