/** Which facts the conditions of a policy can see: only those are sent to the engine, because every fact costs more than its evaluation. */

import type { PolicyJson } from './cedar.ts';
import { isContext, isNode, isVariable, type Node } from './expression.ts';

/** `context.hour`, `principal.email`, `resource#tags`; `principal` alone for which one it is. */
export type Fact = string;

/** A condition that cannot be followed sees everything. */
export const everything: Fact = '*';

export function attributeFact(variable: string, attribute: string): Fact {
  return `${variable}.${attribute}`;
}

/** Which one it is: a comparison, or a place among others. */
export function identityFact(variable: string): Fact {
  return variable;
}

export function tagsFact(variable: string): Fact {
  return `${variable}#tags`;
}

/** Scopes see who an entity is and what it is in, and that is always sent. */
export function seenFacts({ conditions }: Pick<PolicyJson, 'conditions'>): ReadonlySet<Fact> {
  const facts = new Set<Fact>();
  for (const { body } of conditions) visit(body, facts);
  return facts;
}

function visit(value: unknown, facts: Set<Fact>): void {
  if (Array.isArray(value)) for (const item of value) visit(item, facts);
  if (!isNode(value)) return;
  // Passed on as a whole, it may be read where it arrives.
  if (isVariable(value, 'context')) facts.add(everything);
  for (const variable of ['principal', 'resource']) if (isVariable(value, variable)) facts.add(identityFact(variable));
  for (const [operator, operand] of Object.entries(value)) visitOperator(operator, operand, facts);
}

function visitOperator(operator: string, operand: unknown, facts: Set<Fact>): void {
  if (operator === 'Value') return;
  if (!isNode(operand)) visit(operand, facts);
  else if (operator === 'Record') visit(Object.values(operand), facts);
  else visitOperands(operator, operand, facts);
}

function visitOperands(operator: string, operand: Node, facts: Set<Fact>): void {
  const { left, ...others } = operand;
  if (operator === '.' || operator === 'has') noteAttribute(operand, facts);
  else if (operator === 'hasTag' || operator === 'getTag') noteTags(left, facts);
  else if (operator === 'in' || operator === 'is') noteAncestors(operator, operand, facts);
  else visit(left, facts);
  visit(Object.values(others), facts);
}

/** What stands in an attribute is sent with it; an entity in it is another one. */
function noteAttribute({ left, attr }: Node, facts: Set<Fact>): void {
  const names: readonly unknown[] = Array.isArray(attr) ? attr : [attr];
  const variable = variableOf(left);
  const [name] = names;
  if (variable === undefined || names.length !== 1 || typeof name !== 'string') facts.add(everything);
  else facts.add(attributeFact(variable, name));
}

function noteTags(left: unknown, facts: Set<Fact>): void {
  const variable = variableOf(left);
  if (variable !== undefined) facts.add(tagsFact(variable));
  else facts.add(isContext(left, 'requestParams') ? attributeFact('context', 'requestParams') : everything);
}

/** The groups of what a variable or its attribute names are sent; those of an entity that is written out need not be. */
function noteAncestors(operator: string, { left, right, in: within }: Node, facts: Set<Fact>): void {
  const variable = variableOf(left);
  const isAttribute = isNode(left) && isNode(left['.']) && variableOf(left['.'].left) !== undefined;
  if (isAttribute) visit(left, facts);
  else if (variable === undefined) facts.add(everything);
  else if (!isOfGroups(operator === 'in' ? right : within)) facts.add(identityFact(variable));
}

/** Nothing to be in, or groups that are written out: who is asked about does not matter, only where it belongs. */
function isOfGroups(within: unknown): boolean {
  if (within === undefined) return true;
  const items: readonly unknown[] = isNode(within) && Array.isArray(within.Set) ? within.Set : [within];
  return items.every((item) => {
    const literal = isNode(item) && isNode(item.Value) ? item.Value.__entity : undefined;
    return isNode(literal) && literal.type === 'CS::Group';
  });
}

function variableOf(value: unknown): string | undefined {
  return isNode(value) && typeof value.Var === 'string' ? value.Var : undefined;
}
