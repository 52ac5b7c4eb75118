/** Whatever is missing, unknown or broken around a decision: it is never an allow. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Decision, DenyCause, Parameters, ToolFacts } from '#core/model.ts';
import { decide, strictest } from '#core/policy/decide.ts';
import { decideProductAction } from '#core/policy/product-action.ts';
import type { Question } from '#core/policy/question.ts';
import { type McpMethod, methodCall, toolFacts } from '#core/policy/tool-call.ts';
import { ada, agentOfAda, ask, instance, noon, permitAll, policySet } from '#test/policy/questions.ts';

const guard = (condition: string, id = 'guard') => `@id("${id}") @reason("r") forbid (principal, action, resource) ${condition};`;
const liftable = (condition: string, id = 'guard') =>
  `@id("${id}") @reason("r") @approval("change") forbid (principal, action, resource) ${condition} unless { context.approvals.contains("change") };`;
const protect = liftable('when { resource.hasTag("mcp-server") }', 'protect');
const tagsUnknown = liftable('when { !resource.tagsKnown }', 'tags-unknown');
const unread = [instance('i-1', { tagsKnown: false })];

function denied(policies: readonly string[], question: Question, cause: DenyCause): void {
  const decision: Decision = decide(policySet(...policies), question);

  assert.equal(decision.outcome, 'deny');
  assert.equal(decision.outcome === 'deny' && decision.cause, cause);
}

describe('an erring guardrail denies', () => {
  const broken: readonly (readonly [string, string])[] = [
    ['an attribute that does not exist', 'when { resource.nosuch == "x" }'],
    ['a tag that is not there', 'when { resource.getTag("absent") == "x" }'],
    ['a parameter that was not given', 'when { context.requestParams.getTag("InstanceType").contains("t3.micro") }'],
    ['an e-mail that the token did not carry', 'when { principal.email == "x" }'],
    ['types that do not compare', 'when { context.channel < 3 }'],
    ['a sum beyond 64 bits', 'when { context.hour + 9223372036854775807 > 0 }'],
    ['an address that does not parse', 'when { ip(context.channel).isLoopback() }'],
    ['an error in its unless', 'unless { resource.nosuch }'],
  ];
  for (const [name, condition] of broken) {
    test(name, () => denied([permitAll, guard(condition)], ask({ principal: { ...ada, kind: 'service' } }), 'guardrail-error'));
  }

  test('though an approval could lift it', () =>
    denied([permitAll, liftable('when { resource.nosuch }')], ask(), 'guardrail-error'));

  test('though another guardrail could be lifted', () => {
    denied([permitAll, tagsUnknown, guard('when { resource.nosuch }')], ask({ resources: unread }), 'guardrail-error');
  });

  test('on one of several resources', () => {
    const erring = guard('when { resource.getTag("tier") == "gold" }');
    denied(
      [permitAll, erring],
      ask({ resources: [instance('i-1', { tags: { tier: 'tin' } }), instance('i-2')] }),
      'guardrail-error',
    );
  });

  test('that errs only once approved', () => {
    const policies = [
      permitAll,
      protect,
      guard('unless { context.approvals.contains("change") && resource.nosuch }').replace(
        '@reason("r")',
        '@reason("r") @approval("change")',
      ),
    ];
    const protectedInstance = instance('i-1', { tags: { 'mcp-server': 'x' } });

    assert.equal(decide(policySet(...policies), ask({ resources: [protectedInstance] })).outcome, 'deny');
  });
});

describe('an erring permit permits nothing', () => {
  test('alone', () => denied(['@id("p") permit (principal, action, resource) when { resource.nosuch };'], ask(), 'no-permit'));

  test('nor does it make approvers be asked', () => {
    const permit = '@id("p") permit (principal, action, resource) when { resource.getTag("absent") == "x" };';
    const resources = [instance('i-1', { tags: { 'mcp-server': 'x' } })];
    denied([permit, protect], ask({ resources }), 'no-permit-even-if-approved');
  });
});

describe('what the engine cannot take denies', () => {
  const failing: readonly (readonly [string, Question])[] = [
    ['a time that is no time', ask({ context: { now: 'yesterday' } })],
    ['a zone that does not exist', ask({ context: { timeZone: 'Mars/Olympus' } })],
    ['a source address that is none', ask({ context: { sourceIp: 'localhost' } })],
    ['half a surrogate pair in a tag', ask({ resources: [instance('i-1', { tags: { name: '\ud800' } })] })],
    ['half a surrogate pair in a claim', ask({ principal: { ...ada, claims: { name: '\udfff' } } })],
    ['more than 1,000 resources', ask({ resources: Array.from({ length: 1_001 }, (_, index) => instance(`i-${index}`)) })],
    ['an agent without a person', ask({ principal: withoutPerson() })],
  ];
  for (const [name, question] of failing) test(name, () => denied([permitAll], question, 'engine-failure'));

  test('more parameter values than policies may look at', () => {
    const reading = guard(
      'when { context.requestParams.hasTag("InstanceIds[]") && context.requestParams.getTag("InstanceIds[]").contains("i-0") }',
    );
    const InstanceIds = Array.from({ length: 2_001 }, (_, index) => `i-${index}`);
    denied([permitAll, reading], ask({ call: { parameters: { InstanceIds } } }), 'engine-failure');
  });

  test('and the engine decides the next call as if nothing had been', () => {
    const set = policySet(permitAll);
    decide(set, ask({ context: { sourceIp: 'localhost' } }));

    assert.equal(decide(set, ask()).outcome, 'allow');
  });
});

describe('unknown tags', () => {
  test('deny where a guardrail reads tags and none speaks for unknown ones', () =>
    denied([permitAll, protect], ask({ resources: unread }), 'facts-unknown'));

  test('ask for approval where a guardrail speaks for unknown ones', () => {
    assert.equal(decide(policySet(permitAll, protect, tagsUnknown), ask({ resources: unread })).outcome, 'needs-approval');
  });

  test('deny though another guardrail asks for approval', () => {
    denied([permitAll, protect, liftable('when { context.hour == 12 }', 'noon')], ask({ resources: unread }), 'facts-unknown');
  });

  test('deny though the chain of the blind guardrail is fulfilled', () => {
    denied([permitAll, protect], ask({ resources: unread, context: { approvals: ['change'] } }), 'facts-unknown');
  });

  test('deny where the only permit reads tags', () => {
    const untagged = '@id("p") permit (principal, action, resource) when { !resource.hasTag("prod") };';
    denied([untagged], ask({ resources: unread }), 'facts-unknown');
  });

  test('pass where no policy in reach looks at tags', () => {
    assert.equal(decide(policySet(permitAll), ask({ resources: unread })).outcome, 'allow');
  });

  test('that are claimed beside tagsKnown false are not believed', () => {
    const resources = [instance('i-1', { tags: { team: 'mine' }, tagsKnown: false })];
    const permit = '@id("p") permit (principal, action, resource) when { resource.hasTag("team") };';
    denied([permit], ask({ resources }), 'no-permit');
  });
});

describe('unknown resources', () => {
  const unresolved = ask({ resources: [], call: { resourcesKnown: false } });

  test('deny where a guardrail names a resource', () => {
    const bucket = '@id("b") @reason("r") forbid (principal, action, resource == CS::AwsResource::"arn:aws:s3:::payroll");';
    denied([permitAll, bucket], unresolved, 'facts-unknown');
  });

  test('are not inside what a permit names', () => {
    const mine = '@id("p") permit (principal, action, resource) when { resource.arn like "arn:aws:ec2:*" };';
    denied([mine], unresolved, 'facts-unknown');
    denied(['@id("p") permit (principal, action, resource in CS::Account::"123456789012");'], unresolved, 'facts-unknown');
  });

  test('deny beside resources that are known and allowed', () => {
    const one = `@id("p") permit (principal, action, resource == CS::AwsResource::"${instance('i-1').arn}");`;
    denied([one], ask({ call: { resourcesKnown: false } }), 'no-permit');
  });

  test('are covered by a guardrail on exactly that, which nothing lifts', () => {
    denied([permitAll, guard('unless { context.resourcesKnown }')], unresolved, 'guardrail');
  });
});

describe('approvals', () => {
  const resources = [instance('i-1', { tags: { 'mcp-server': 'x' } })];

  test('of another chain lift nothing', () => {
    const decision = decide(policySet(permitAll, protect), ask({ resources, context: { approvals: ['other'] } }));

    assert.equal(decision.outcome, 'needs-approval');
  });

  test('do not stand in for a permit', () => {
    denied(
      ['@id("p") permit (principal == CS::User::"test:bob", action, resource);', protect],
      ask({ resources, context: { approvals: ['change'] } }),
      'no-permit',
    );
  });

  test('do not lift a guardrail without a chain', () =>
    denied([permitAll, guard('')], ask({ context: { approvals: ['change'] } }), 'guardrail'));

  test('a permit taken away after the verdict denies', () =>
    denied([protect], ask({ resources, context: { approvals: ['change'] } }), 'no-permit'));
});

describe('nothing at all', () => {
  test('no policies', () => denied([], ask(), 'no-permit'));
  test('no decisions', () => assert.equal(strictest([]).outcome, 'deny'));
  test('an operation that no policy knows', () => {
    denied(
      ['@id("p") permit (principal, action in CS::Action::"ec2:RunInstances", resource);'],
      ask({ call: { operation: 'NoSuch', actions: [] } }),
      'no-permit',
    );
  });
  test('a product action that no policy names', () => {
    const resource = { kind: 'principal', id: '*' } as const;
    const aws = '@id("p") permit (principal, action in CS::Action::"aws", resource);';
    const decision = decideProductAction(policySet(aws), {
      principal: ada,
      action: 'countersign:Revoke',
      resource,
      context: noon,
    });

    assert.equal(decision.outcome, 'deny');
  });
});

describe('the edges of a window', () => {
  const officeHours = guard('unless { context.weekday <= 5 && context.hour >= 8 && context.hour < 18 }');
  const at = (now: string) =>
    decide(policySet(permitAll, officeHours), ask({ context: { now, timeZone: 'Europe/Berlin' } })).outcome;

  test('the first and the last minute are inside, the ones around them are not', () => {
    assert.equal(at('2026-01-07T06:59:59.999Z'), 'deny');
    assert.equal(at('2026-01-07T07:00:00.000Z'), 'allow');
    assert.equal(at('2026-01-07T16:59:59.999Z'), 'allow');
    assert.equal(at('2026-01-07T17:00:00.000Z'), 'deny');
  });

  test('Sunday night in UTC is Monday in Berlin, Friday night is Saturday', () => {
    assert.equal(at('2026-01-11T22:30:00.000Z'), 'deny');
    assert.equal(at('2026-01-09T23:30:00.000Z'), 'deny');
  });
});

describe('an agent', () => {
  test('is denied what its person is denied', () => {
    denied(['@id("a") permit (principal is CS::Agent, action, resource);'], ask({ principal: agentOfAda }), 'no-permit');
  });

  test('is denied what only its person is permitted', () => {
    denied(['@id("p") permit (principal is CS::User, action, resource);'], ask({ principal: agentOfAda }), 'no-permit');
  });

  test('meets the guardrails of its person', () => {
    const person = '@id("g") @reason("r") forbid (principal == CS::User::"test:ada", action, resource);';
    denied([permitAll, person], ask({ principal: agentOfAda }), 'guardrail');
  });
});

function withoutPerson() {
  const { onBehalfOf: _, ...agent } = agentOfAda;
  return agent;
}

describe('a method of an MCP server', () => {
  const onTools = (condition: string) =>
    `@id("tools") permit (principal, action == CS::Action::"mcp:tools/call", resource) ${condition};`;
  const asked = (method: McpMethod, tool?: ToolFacts, parameters: Parameters = {}): Question => {
    const { call, facts } = methodCall({ server: 'tickets', method, ...(tool === undefined ? {} : { tool }), parameters });
    return ask({ call, resources: facts, context: { channel: 'mcp' } });
  };
  const unpinned = toolFacts('purge', undefined);

  test('that is permitted on read-only tools is denied on one that nobody pinned', () =>
    denied([onTools('when { resource.readOnly }')], asked('tools/call', unpinned), 'no-permit'));

  test('that is permitted on tools that destroy nothing is denied where the pin does not say so', () =>
    denied(
      [onTools('when { !resource.destructive }')],
      asked('tools/call', toolFacts('t', { readOnlyHint: false })),
      'no-permit',
    ));

  test('errs on a server where a guardrail asks for what only tools have', () =>
    denied([permitAll, guard('when { resource.destructive }')], asked('resources/read'), 'guardrail-error'));

  test('errs without the argument that a guardrail reads', () => {
    const reading = guard('when { context.requestParams.getTag("id") == ["1"] }');
    denied([permitAll, reading], asked('tools/call', unpinned, { name: 'purge' }), 'guardrail-error');
  });

  test('whose arguments are no object has none, so what permits by them permits nothing', () => {
    const byArgument = onTools('when { context.requestParams.hasTag("id") }');
    denied([byArgument], asked('tools/call', unpinned, { name: 'purge', arguments: ['id'] }), 'no-permit');
  });

  test('with null for an argument has no such argument', () => {
    const byArgument = onTools('when { context.requestParams.hasTag("id") }');
    denied([byArgument], asked('tools/call', unpinned, { name: 'purge', arguments: { id: null } }), 'no-permit');
  });

  test('with more argument values than policies may look at is denied', () => {
    const ids = Array.from({ length: 2_001 }, (_, index) => String(index));
    const byArgument = onTools('when { context.requestParams.hasTag("ids[]") }');
    denied([byArgument], asked('tools/call', unpinned, { name: 'purge', arguments: { ids } }), 'engine-failure');
  });

  test('is not what is permitted on everything of AWS', () =>
    denied(
      ['@id("aws") permit (principal, action in CS::Action::"aws", resource);'],
      asked('tools/call', unpinned),
      'no-permit',
    ));
});
