/** What a policy looks at: found once, at compile, in Cedar's JSON form of its scope and conditions. */

import type { PolicyJson } from './cedar.ts';
import { isContext, isEntityPath, isNode, isVariable, literalsOf, literalText, type Node } from './expression.ts';
import { isParameterPath } from './parameters.ts';
import { entityKey } from './policy.ts';
import { type Fact, seenFacts } from './seen-facts.ts';
import type { Complaint } from './source-place.ts';

export type Reads = {
  /** `resource.hasTag`, `resource.getTag`. */
  readonly tags: boolean;
  /** The keys of those tags. */
  readonly tagKeys: ReadonlySet<string>;
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
  /** What its conditions can see of principal, resource and context. */
  readonly facts: ReadonlySet<Fact>;
  /** Reads that cannot be followed; such a policy is refused. */
  readonly complaints: readonly Complaint[];
};

type Findings = {
  readonly facts: ReadonlySet<Fact>;
  tags: boolean;
  readonly tagKeys: Set<string>;
  tagsKnown: boolean;
  resource: boolean;
  resourcesKnown: boolean;
  readonly parameters: Set<string>;
  readonly chains: Set<string>;
  readonly exactActions: Set<string>;
  readonly entities: Set<string>;
  readonly complaints: Complaint[];
};

export function readsOf(policy: PolicyJson): Reads {
  const findings: Findings = {
    tags: false,
    tagKeys: new Set(),
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
    facts: seenFacts(policy),
    complaints: [],
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
  const { left, ...others } = operand;
  const readsChains = operator.startsWith('contains') && isContext(left, 'approvals');
  if (readsChains) noteChains(operand, findings);
  if (!readsChains && !isHarmless(operator, operand)) visit(left, findings);
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
  if (isVariable(left, 'resource')) noteResourceTag(right, findings);
  else if (isContext(left, 'requestParams')) noteParameter(right, findings);
  else if (!isEntityPath(left)) {
    findings.complaints.push({ message: 'tags can be read of principal, resource and context.requestParams only' });
  }
}

/** Only keys that are written out can be kept from those who would take the tag off. */
function noteResourceTag(key: unknown, findings: Findings): void {
  const name = literalText(key);
  findings.tags = true;
  if (name === undefined) findings.complaints.push({ message: 'write the key of the resource’s tag out as one text' });
  else findings.tagKeys.add(name);
}

function noteParameter(key: unknown, findings: Findings): void {
  const name = literalText(key);
  const near = 'context.requestParams';
  if (name === undefined) {
    findings.complaints.push({ message: 'write the parameter’s path of context.requestParams out as one text', near });
  } else if (isParameterPath(name)) findings.parameters.add(name);
  else {
    const message = `"${name}" is no path of parameters; paths look like Filters[].Values[], Tags{env}, Placement.Tenancy`;
    findings.complaints.push({ message, near });
  }
}

function noteAttribute({ left, attr }: Node, findings: Findings): void {
  const names: readonly unknown[] = Array.isArray(attr) ? attr : [attr];
  if (isVariable(left, 'context') && names.includes('approvals')) findings.complaints.push(unreadableApprovals);
  if (isVariable(left, 'context') && names.includes('resourcesKnown')) findings.resourcesKnown = true;
  if (!isVariable(left, 'resource')) return;
  if (names.includes('tagsKnown')) findings.tagsKnown = true;
  if (names.includes('arn') || names.includes('account')) findings.resource = true;
}

/** An approval that is read in any other way could be lifted by, or lift, what nobody was asked about. */
const unreadableApprovals: Complaint = {
  message: 'read context.approvals by contains("…") with the chain written out, and in no other way',
  near: 'context.approvals',
};

function noteChains({ right }: Node, findings: Findings): void {
  const chains = literalsOf(right);
  if (chains === undefined) findings.complaints.push(unreadableApprovals);
  else for (const chain of chains) findings.chains.add(chain);
}
