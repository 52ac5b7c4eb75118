import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ada, agentOfAda, ask, noon, policySet } from '#test/policy/questions.ts';
import { recordedCall } from '#test/policy/recorded.ts';
import type { Parameters, Principal } from '../model.ts';
import { decide } from './decide.ts';
import { explainDecision } from './explain-decision.ts';
import type { Question } from './question.ts';
import { replay } from './replay.ts';
import { suggest } from './suggest.ts';
import { type McpMethod, methodCall, type ToolAnnotations, toolFacts } from './tool-call.ts';

const readOnly = { readOnlyHint: true };

type Asked = {
  readonly principal?: Principal;
  readonly server?: string;
  readonly method?: McpMethod;
  readonly tool?: string;
  readonly pin?: ToolAnnotations;
  readonly arguments?: Parameters;
};

function askTool({
  principal = ada,
  server = 'tickets',
  method = 'tools/call',
  tool = 'purge',
  pin,
  ...asked
}: Asked = {}): Question {
  const named = method === 'tools/call' ? { tool: toolFacts(tool, pin) } : {};
  const parameters = { name: tool, arguments: asked.arguments ?? {} };
  const { call, facts } = methodCall({ server, method, ...named, parameters });
  return { principal, call, resources: facts, context: { ...noon, channel: 'mcp', connection: server } };
}

const permits = (...scope: readonly string[]) =>
  policySet(
    ...scope.map(
      (text, index) => `@id("p${index}") permit (principal, action == CS::Action::"mcp:tools/call", resource) ${text};`,
    ),
  );
const outcome = (set: ReturnType<typeof policySet>, question: Question) => decide(set, question).outcome;

describe('a tool', () => {
  test('without a pinned definition counts as one that changes, destroys and reaches out', () => {
    assert.deepEqual(toolFacts('t', undefined), {
      name: 't',
      readOnly: false,
      destructive: true,
      idempotent: false,
      openWorld: true,
    });
  });

  test('is never milder by what its server says now than by its pin, and may be stricter', () => {
    assert.equal(toolFacts('t', {}, readOnly).readOnly, false);
    assert.equal(toolFacts('t', { destructiveHint: true }, { destructiveHint: false }).destructive, true);
    assert.equal(toolFacts('t', readOnly, { readOnlyHint: false }).readOnly, false);
    assert.equal(toolFacts('t', { readOnlyHint: false, destructiveHint: false }, { destructiveHint: true }).destructive, true);
  });

  test('is decided on by its name, its server and its annotations', () => {
    const [named, served, hinted] = [
      permits('when { resource == CS::McpTool::"tickets/purge" }'),
      permits('when { resource in CS::McpServer::"tickets" }'),
      permits('when { resource is CS::McpTool && resource.readOnly && !resource.destructive }'),
    ];

    assert.deepEqual([outcome(named, askTool()), outcome(named, askTool({ tool: 'find' }))], ['allow', 'deny']);
    assert.deepEqual([outcome(served, askTool()), outcome(served, askTool({ server: 'other' }))], ['allow', 'deny']);
    assert.deepEqual([outcome(hinted, askTool({ pin: readOnly })), outcome(hinted, askTool())], ['allow', 'deny']);
  });

  test('is decided on by its arguments, as requestParams', () => {
    const set = permits(
      'when { context.requestParams.hasTag("scope.team") && context.requestParams.getTag("scope.team") == ["search"] }',
    );

    assert.equal(outcome(set, askTool({ arguments: { scope: { team: 'search' } } })), 'allow');
    assert.equal(outcome(set, askTool({ arguments: { scope: { team: 'ads' } } })), 'deny');
    assert.equal(outcome(set, askTool()), 'deny');
  });

  test('is in no group of AWS, whatever its access: what permits reads of AWS permits no tool', () => {
    const set = policySet(
      '@id("reads") permit (principal, action in [CS::Action::"access:read", CS::Action::"access:write", CS::Action::"aws"], resource);',
    );

    assert.deepEqual([outcome(set, askTool({ pin: readOnly })), outcome(set, askTool())], ['deny', 'deny']);
  });

  test('is permitted by its own method alone: who may call tools may not read resources', () => {
    assert.equal(outcome(permits(''), askTool({ method: 'resources/read' })), 'deny');
  });

  test('is an agent’s only where it is its person’s too', () => {
    const set = policySet(
      '@id("a") permit (principal in CS::Group::"bots", action in CS::Action::"mcp", resource);',
      '@id("b") permit (principal in CS::Group::"tools", action in CS::Action::"mcp", resource);',
    );
    const agent = { ...agentOfAda, groups: ['bots'] };
    const person = { id: ada.id, subject: 'ada', groups: ['tools'] };

    assert.equal(outcome(set, askTool({ principal: agent })), 'deny');
    assert.equal(outcome(set, askTool({ principal: { ...agent, onBehalfOf: person } })), 'allow');
  });

  test('is explained with what would change it, its arguments among that', () => {
    const set = permits(
      'when { context.requestParams.hasTag("team") && context.requestParams.getTag("team").contains("search") }',
    );

    const { changes, policies } = explainDecision(set, askTool());

    assert.deepEqual([changes, policies], [[{ what: 'team search', outcome: 'allow' }], []]);
  });
});

describe('a recorded call of a tool', () => {
  const set = permits('when { resource is CS::McpTool && resource.readOnly }');

  test('is decided again from its event, with the definition that was pinned then', () => {
    const calls = [recordedCall(set, askTool({ pin: readOnly })), recordedCall(set, askTool())];

    assert.deepEqual([replay(set, calls).unchanged, calls.map(({ outcome: was }) => was)], [2, ['allow', 'deny']]);
  });

  test('is indeterminate where a masked argument is looked at', () => {
    const masks = [{ rule: 'r', class: 'pii', count: 1, paths: ['arguments.team'] }];
    const looking = permits('when { context.requestParams.hasTag("team") }');

    assert.equal(replay(looking, [recordedCall(set, askTool(), { masks })]).indeterminate.length, 1);
  });

  test('is in the suggested permits by tool, and in no IAM policy', () => {
    const { cedar, iam, kept } = suggest(set, 'team', [
      recordedCall(set, askTool({ pin: readOnly, tool: 'find' })),
      recordedCall(policySet('@id("all") permit (principal, action, resource);'), ask()),
    ]);

    assert.match(cedar, /resource == CS::McpTool::"tickets\/find"/);
    assert.equal(kept, 2);
    assert.doesNotMatch(JSON.stringify(iam), /mcp/);
  });
});

test('a rule on people’s claims sees the person behind an agent', () => {
  const set = policySet(
    '@id("all") permit (principal, action, resource);',
    '@id("guests") @reason("r") forbid (principal is CS::User, action, resource) when { principal.hasTag("guest") };',
  );
  const person = { id: ada.id, subject: 'ada', groups: [] };
  const agent = (claims: Readonly<Record<string, string>>) =>
    ask({ principal: { ...agentOfAda, onBehalfOf: { ...person, claims } } });

  assert.deepEqual([outcome(set, agent({})), outcome(set, agent({ guest: 'yes' }))], ['allow', 'deny']);
  assert.equal(replay(set, [recordedCall(set, agent({ guest: 'yes' }))]).unchanged, 1);
});
