/** Which attributes of `context` a policy looks at, and the texts that it writes out. */

import { isNode, isVariable } from './expression.ts';
import type { Policy } from './policy.ts';

export function contextReads({ conditions }: Policy): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { body } of conditions) {
    walk(body, (operator, operand) => {
      if (operator !== '.' && operator !== 'has') return;
      const { left, attr } = operand;
      if (isVariable(left, 'context')) names.add(String(Array.isArray(attr) ? attr[0] : attr));
    });
  }
  return names;
}

/** Texts in the conditions: values that attributes and parameters are compared with. */
export function writtenTexts({ conditions }: Policy): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const { body } of conditions) {
    walkValues(body, (value) => {
      if (typeof value === 'string') texts.add(value);
    });
  }
  return texts;
}

type Visit = (operator: string, operand: { readonly [name: string]: unknown }) => void;

function walk(value: unknown, visit: Visit): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  if (!isNode(value)) return;
  for (const [operator, operand] of Object.entries(value)) {
    if (isNode(operand)) visit(operator, operand);
    walk(operand, visit);
  }
}

function walkValues(value: unknown, visit: (literal: unknown) => void): void {
  if (Array.isArray(value)) for (const item of value) walkValues(item, visit);
  if (!isNode(value)) return;
  if ('Value' in value) visit(value.Value);
  for (const operand of Object.values(value)) walkValues(operand, visit);
}
