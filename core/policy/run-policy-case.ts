/** Runs one case of a policy test file and says where the policies answer otherwise than expected. */

import type { Operation } from '../catalog/operation.ts';
import type { Decision, Parameters, Principal, ResourceFacts } from '../model.ts';
import { decide } from './decide.ts';
import type { CallCase, CasePrincipal, CaseResource, PolicyCase, ProductCase, RawCase } from './policy-case.ts';
import type { PolicySet } from './policy-set.ts';
import { decideProductAction } from './product-action.ts';
import type { Circumstances, Question } from './question.ts';
import { evaluateRawCase } from './raw-case.ts';
import { decideReveal, isRevealed } from './reveal.ts';
import { mcpMethods, mcpService, methodCall, toolFacts } from './tool-call.ts';

/** `problems` is empty when the case holds. */
export type CaseResult = {
  readonly decision: Decision;
  readonly problems: readonly string[];
  /** What was decided on the classes that the case names. */
  readonly reveals?: readonly Decision[];
};

/** What the catalog says of a call's operation; `undefined` for one that it does not know. */
export type FindOperation = (
  service: string,
  operation: string,
  parameters: Parameters,
) => Pick<Operation, 'access' | 'actions'> | undefined;

export function runPolicyCase(set: PolicySet, policyCase: PolicyCase, findOperation: FindOperation): CaseResult {
  if ('request' in policyCase) return runRaw(set, policyCase);
  if ('action' in policyCase) {
    const decision = decideProduct(set, policyCase);
    return { decision, problems: differences(policyCase, decision) };
  }
  const question = questionOfCase(policyCase, findOperation);
  const decision = decide(set, question);
  const reveals = Object.keys(policyCase.reveal ?? {}).map((name) => decideReveal(set, question, name));
  const hidden = revealProblems(policyCase, (name) => isRevealed(set, question, name));
  return { decision, reveals, problems: [...differences(policyCase, decision), ...hidden] };
}

function revealProblems({ reveal = {} }: PolicyCase, isShown: (name: string) => boolean): readonly string[] {
  return Object.entries(reveal).flatMap(([name, expected]) =>
    differ(`reveal ${name}`, expected, isShown(name) ? 'revealed' : 'masked'),
  );
}

function runRaw(set: PolicySet, policyCase: RawCase): CaseResult {
  const { answer, decision } = evaluateRawCase(set, policyCase);
  if (answer.kind === 'failure')
    return { decision, problems: ['Cedar could not evaluate the request: look at its context and entities'] };
  const raw = answer.isAllowed ? 'allow' : 'deny';
  const { num_errors: errorCount = answer.erring.length } = policyCase;
  return {
    decision,
    problems: [
      ...differ('Cedar’s decision', policyCase.decision, raw),
      ...differ('errors', String(errorCount), String(answer.erring.length)),
      ...missing(policyCase.reason ?? [], answer.reasons),
      ...differences({ ...policyCase, reason: [] }, decision),
      ...revealProblems(policyCase, (name) => evaluateRawCase(set, revealing(policyCase, name)).decision.outcome === 'allow'),
    ],
  };
}

/** The same request, about the action that reveals a class. */
function revealing({ request, entities, ...rest }: RawCase, name: string): RawCase {
  const uid = { type: 'CS::Action', id: `reveal:${name}` };
  const action = { uid, attrs: {}, parents: [{ type: 'CS::Action', id: 'reveal' }] };
  return { ...rest, request: { ...request, action: `CS::Action::"${uid.id}"` }, entities: [...entities, action] };
}

function differences(expected: PolicyCase, decision: Decision): readonly string[] {
  const chains = decision.outcome === 'needs-approval' ? decision.chains : [];
  const cause = decision.outcome === 'deny' ? decision.cause : undefined;
  return [
    ...differ('decision', expected.expect, decision.outcome),
    ...differ('cause', expected.cause, cause ?? 'none'),
    ...differ('chains', expected.chains?.join(' '), chains.join(' ')),
    ...missing(
      expected.reason ?? [],
      decision.policies.map(({ id }) => id),
    ),
  ];
}

function differ(what: string, expected: string | undefined, actual: string): readonly string[] {
  return expected === undefined || expected === actual ? [] : [`${what}: expected ${expected}, is ${actual}`];
}

function missing(expected: readonly string[], actual: readonly string[]): readonly string[] {
  const absent = expected.filter((id) => !actual.includes(id));
  return absent.map((id) => `policies: expected ${id} among ${actual.join(', ') || '(none)'}`);
}

/** The question that a case puts. Throws `SyntaxError` for an operation that the catalog does not know. */
export function questionOfCase(policyCase: CallCase, findOperation: FindOperation): Question {
  if (policyCase.call.service === mcpService) return methodQuestion(policyCase);
  const { principal, call, resources, context } = policyCase;
  const known = findOperation(call.service, call.operation, call.parameters ?? {});
  const access = call.access ?? known?.access;
  if (access === undefined) throw new SyntaxError(`the catalog knows no operation ${call.service}:${call.operation}`);
  const { region = 'eu-west-1', account = '123456789012' } = call;
  const facts = (resources ?? []).map((resource) => resourceFacts(resource, { service: call.service, region, account }));
  return {
    principal: principalOf(principal),
    call: {
      actions: known?.actions ?? [],
      resourcesKnown: true,
      parameters: {},
      ...call,
      region,
      account,
      access,
      resources: facts,
    },
    resources: facts,
    context: circumstancesOf(context),
  };
}

/** The one resource of a method names its server, or the tool in it. */
function methodQuestion({ principal, call, resources = [], context }: CallCase): Question {
  const [resource] = resources;
  const found = /^mcp:([^/]+)(?:\/(.+))?$/.exec(resource?.arn ?? '');
  const method = mcpMethods.find((each) => each === call.operation);
  if (method === undefined) throw new SyntaxError(`there is no MCP method ${call.operation}: ${mcpMethods.join(', ')}`);
  if (found === null) throw new SyntaxError('name the resource of an MCP call as mcp:server/tool or mcp:server');
  const [, server = '', name] = found;
  const tool = name === undefined ? {} : { tool: toolFacts(name, resource?.annotations) };
  const asked = methodCall({ server, method, ...tool, parameters: call.parameters ?? {} });
  const circumstances = circumstancesOf({ channel: 'mcp', connection: server, ...context });
  return { principal: principalOf(principal), call: asked.call, resources: asked.facts, context: circumstances };
}

function resourceFacts({ annotations: _, ...given }: CaseResource, call: Pick<ResourceFacts, 'service' | 'region' | 'account'>) {
  return { type: 'resource', tags: {}, tagsKnown: true, ...call, ...given };
}

function decideProduct(set: PolicySet, { principal, action, resource, context }: ProductCase): Decision {
  return decideProductAction(set, { principal: principalOf(principal), action, resource, context: circumstancesOf(context) });
}

function principalOf({ onBehalfOf, ...given }: CasePrincipal): Principal {
  return {
    issuer: 'https://issuer.test',
    subject: given.id,
    isMfa: false,
    claims: {},
    ...given,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf: { ...onBehalfOf, subject: onBehalfOf.id } }),
  };
}

/** A Wednesday noon, nothing approved. */
function circumstancesOf(given: Partial<Circumstances> = {}): Circumstances {
  return {
    now: '2026-01-07T12:00:00.000Z',
    timeZone: 'UTC',
    sourceIp: '127.0.0.1',
    channel: 'aws',
    isMfa: false,
    breakGlass: false,
    hasReason: false,
    approvals: [],
    connection: 'sandbox',
    ...given,
  };
}
