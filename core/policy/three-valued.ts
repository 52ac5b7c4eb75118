/** What a condition comes to when only some of its parts are known (Kleene's three-valued logic). */

import type { Clause } from './cedar.ts';

/** `undefined` where it depends on what is not known. */
export type Truth = boolean | undefined;

/** What is known of one operation of a condition: `hasTag` with its operands, `contains` with its. */
export type Known = (operator: string, operands: unknown) => Truth;

/** Whether the conditions of a policy hold together. */
export function conditionsTruth(clauses: readonly Clause[], known: Known): Truth {
  return and(clauses.map(({ kind, body }) => (kind === 'when' ? truthOf(body, known) : not(truthOf(body, known)))));
}

function truthOf(expression: unknown, known: Known): Truth {
  if (!isNode(expression)) return undefined;
  const [entry] = Object.entries(expression);
  if (entry === undefined) return undefined;
  const [operator, operands] = entry;
  return truthOfOperation(operator, operands, known);
}

function truthOfOperation(operator: string, operands: unknown, known: Known): Truth {
  if (operator === 'Value') return typeof operands === 'boolean' ? operands : undefined;
  if (!isNode(operands)) return undefined;
  const side = (name: string) => truthOf(operands[name], known);
  switch (operator) {
    case '!':
      return not(side('arg'));
    case '&&':
      return and([side('left'), side('right')]);
    case '||':
      return not(and([not(side('left')), not(side('right'))]));
    case 'if-then-else':
      return either(side('if'), side('then'), side('else'));
    default:
      return known(operator, operands);
  }
}

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function and(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function either(condition: Truth, then: Truth, otherwise: Truth): Truth {
  if (condition === undefined) return then === otherwise ? then : undefined;
  return condition ? then : otherwise;
}

function isNode(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
