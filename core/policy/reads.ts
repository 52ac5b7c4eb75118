/** What a policy looks at: found once, at compile, in Cedar's JSON form of its scope and conditions. */

import type { PolicyJson } from './cedar.ts';
import { isParameterPath } from './parameters.ts';
import { entityKey } from './policy.ts';

export type Reads = {
  /** `resource.hasTag`, `resource.getTag`. */
  readonly tags: boolean;
  readonly tagsKnown: boolean;
  /** Which resource it is: its ARN, its account, a comparison, `in`. Type, service and region do not name one. */
  readonly resource: boolean;
  readonly resourcesKnown: boolean;
  /** Keys of `context.requestParams`. */
  readonly parameters: ReadonlySet<string>;
  /** Chains in `context.approvals.contains("…")`. */
  readonly chains: ReadonlySet<string>;
  /** Actions that are compared with `==` or stand in a condition: an ancestor is not enough for those. */
  readonly exactActions: ReadonlySet<string>;
  /** Every entity that is written out. */
  readonly entities: ReadonlySet<string>;
  /** Reads of tags that cannot be followed; such a policy is refused. */
  readonly problems: readonly string[];
};

type Node = { readonly [key: string]: unknown };

type Findings = {
  tags: boolean;
  tagsKnown: boolean;
  resource: boolean;
  resourcesKnown: boolean;
  readonly parameters: Set<string>;
  readonly chains: Set<string>;
  readonly exactActions: Set<string>;
  readonly entities: Set<string>;
  readonly problems: string[];
};

export function readsOf(policy: PolicyJson): Reads {
  const findings: Findings = {
    tags: false,
    tagsKnown: false,
    resource:
      policy.resource.op === '==' ||
      policy.resource.op === 'in' ||
      (policy.resource.op === 'is' && policy.resource.in !== undefined),
    resourcesKnown: false,
    parameters: new Set(),
    chains: new Set(),
    exactActions: new Set(),
    entities: new Set(),
    problems: [],
  };
  for (const scope of [policy.principal, policy.action, policy.resource]) collectEntities(scope, findings.entities);
  if (policy.action.op === '==') collectEntities(policy.action, findings.exactActions);
  for (const clause of policy.conditions) visit(clause.body, findings);
  return findings;
}

function collectEntities(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectEntities(item, into);
  if (!isNode(value)) return;
  const { type, id } = value;
  if (typeof type === 'string' && typeof id === 'string') into.add(entityKey(type, id));
  for (const child of Object.values(value)) collectEntities(child, into);
}

function visit(value: unknown, findings: Findings): void {
  if (Array.isArray(value)) for (const item of value) visit(item, findings);
  if (!isNode(value)) return;
  if (isVariable(value, 'resource')) findings.resource = true;
  for (const [operator, operand] of Object.entries(value)) visitOperator(operator, operand, findings);
}

function visitOperator(operator: string, operand: unknown, findings: Findings): void {
  if (operator === 'Value') visitLiteral(operand, findings);
  else if (operator === 'Record' && isNode(operand)) visit(Object.values(operand), findings);
  else if (!isNode(operand)) visit(operand, findings);
  else visitOperands(operator, operand, findings);
}

function visitOperands(operator: string, operand: Node, findings: Findings): void {
  if (operator === 'hasTag' || operator === 'getTag') noteTag(operand, findings);
  if (operator === '.' || operator === 'has') noteAttribute(operand, findings);
  if (operator.startsWith('contains')) noteChains(operand, findings);
  const { left, ...others } = operand;
  if (!isHarmless(operator, operand)) visit(left, findings);
  visit(others, findings);
}

function visitLiteral(value: unknown, findings: Findings): void {
  const entities = new Set<string>();
  collectEntities(value, entities);
  for (const entity of entities) {
    findings.entities.add(entity);
    if (entity.startsWith('CS::Action::')) findings.exactActions.add(entity);
  }
}

/** The left side was noted by its operator, or only its type is looked at. */
function isHarmless(operator: string, { left, in: within }: Node): boolean {
  if (!isVariable(left, 'resource')) return false;
  return ['hasTag', 'getTag', '.', 'has'].includes(operator) || (operator === 'is' && within === undefined);
}

function noteTag({ left, right }: Node, findings: Findings): void {
  if (isVariable(left, 'resource')) findings.tags = true;
  else if (isContext(left, 'requestParams')) noteParameter(right, findings);
  else if (!isEntityPath(left)) findings.problems.push('tags can be read of principal, resource and context.requestParams only');
}

function noteParameter(key: unknown, findings: Findings): void {
  const name = literalText(key);
  if (name === undefined) findings.problems.push('write the parameter’s path of context.requestParams out as one text');
  else if (isParameterPath(name)) findings.parameters.add(name);
  else
    findings.problems.push(
      `"${name}" is no path of parameters; paths look like Filters[].Values[], Tags{env}, Placement.Tenancy`,
    );
}

function noteAttribute({ left, attr }: Node, findings: Findings): void {
  const names: readonly unknown[] = Array.isArray(attr) ? attr : [attr];
  if (isVariable(left, 'context') && names.includes('resourcesKnown')) findings.resourcesKnown = true;
  if (!isVariable(left, 'resource')) return;
  if (names.includes('tagsKnown')) findings.tagsKnown = true;
  if (names.includes('arn') || names.includes('account')) findings.resource = true;
}

function noteChains({ left, right }: Node, findings: Findings): void {
  if (!isContext(left, 'approvals')) return;
  const items: readonly unknown[] = isNode(right) && Array.isArray(right.Set) ? right.Set : [right];
  for (const item of items) {
    const chain = literalText(item);
    if (chain !== undefined) findings.chains.add(chain);
  }
}

function literalText(value: unknown): string | undefined {
  return isNode(value) && typeof value.Value === 'string' ? value.Value : undefined;
}

/** `principal`, `resource` or an attribute of one: `principal.onBehalfOf`. */
function isEntityPath(value: unknown): boolean {
  if (isVariable(value, 'principal') || isVariable(value, 'resource')) return true;
  const access = isNode(value) ? value['.'] : undefined;
  return isNode(access) && isEntityPath(access.left);
}

function isContext(value: unknown, attribute: string): boolean {
  const access = isNode(value) ? value['.'] : undefined;
  return isNode(access) && isVariable(access.left, 'context') && access.attr === attribute;
}

function isVariable(value: unknown, name: string): boolean {
  return isNode(value) && value.Var === name;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
