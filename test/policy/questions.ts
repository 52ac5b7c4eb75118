/** Questions and policy sets for tests of policy: ada of the team terminates one instance, unless a test says otherwise. */

import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import type { Call, Principal, ResourceFacts } from '#core/model.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import type { Circumstances, Question } from '#core/policy/question.ts';

export const ada: Principal = {
  kind: 'user',
  id: 'test:ada',
  issuer: 'https://issuer.test',
  subject: 'ada',
  email: 'ada@acme.test',
  groups: ['team'],
  isMfa: false,
  claims: { department: 'search' },
};

export const agentOfAda: Principal = {
  kind: 'agent',
  id: 'test:agent',
  issuer: 'https://issuer.test',
  subject: 'agent',
  groups: [],
  isMfa: false,
  claims: {},
  onBehalfOf: { id: ada.id, subject: 'ada', groups: ['team'] },
};

export const noon: Circumstances = {
  now: '2026-01-07T12:00:00.000Z',
  timeZone: 'UTC',
  sourceIp: '127.0.0.1',
  channel: 'aws',
  isMfa: false,
  breakGlass: false,
  hasReason: false,
  approvals: [],
  connection: 'sandbox',
};

export function instance(id: string, facts: Partial<ResourceFacts> = {}): ResourceFacts {
  return {
    arn: `arn:aws:ec2:eu-west-1:123456789012:instance/${id}`,
    service: 'ec2',
    type: 'instance',
    region: 'eu-west-1',
    account: '123456789012',
    tags: {},
    tagsKnown: true,
    ...facts,
  };
}

type Change = {
  readonly principal?: Principal;
  readonly call?: Partial<Call>;
  readonly resources?: readonly ResourceFacts[];
  readonly context?: Partial<Circumstances>;
};

export function ask(change: Change = {}): Question {
  const resources = change.resources ?? [instance('i-1')];
  const call: Call = {
    service: 'ec2',
    operation: 'TerminateInstances',
    region: 'eu-west-1',
    account: '123456789012',
    access: 'write',
    actions: ['ec2:TerminateInstances'],
    resources,
    resourcesKnown: true,
    parameters: { InstanceIds: ['i-1'] },
    ...change.call,
  };
  return { principal: change.principal ?? ada, call, resources, context: { ...noon, ...change.context } };
}

// Once: the engine's file has four megabytes, and tests compile sets by the hundred.
loadCedar(readCedarWasm());

/** Compiles policies of one file; who imports this has the engine loaded. */
export function policySet(...texts: readonly string[]): PolicySet {
  return compilePolicies([{ name: 'test.cedar', text: texts.join('\n') }]);
}

export const permitAll = '@id("all") permit (principal, action, resource);';
