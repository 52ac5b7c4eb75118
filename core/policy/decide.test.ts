import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ada, agentOfAda, ask, instance, policySet } from '#test/policy/questions.ts';
import { decide, decisionFacts, needsTags, strictest } from './decide.ts';

const permitTeam = '@id("team") permit (principal in CS::Group::"team", action in CS::Action::"svc:ec2:write", resource);';
const protect = `@id("protect") @reason("it serves live agents") @approval("change")
  forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource)
  when { resource.hasTag("mcp-server") } unless { context.approvals.contains("change") };`;
const protectedInstance = instance('i-1', { tags: { 'mcp-server': 'tickets' } });

describe('one decision', () => {
  test('a permit allows, and is named', () => {
    const decision = decide(policySet(permitTeam), ask());

    assert.equal(decision.outcome, 'allow');
    assert.deepEqual(decision.policies, [{ id: 'team' }]);
  });

  test('without a permit the call is denied for want of one', () => {
    const decision = decide(policySet(permitTeam), ask({ principal: { ...ada, groups: [] } }));

    assert.deepEqual(decision, { outcome: 'deny', cause: 'no-permit', policies: [], policyVersion: decision.policyVersion });
  });

  test('a guardrail beats a permit, and its sentence is told', () => {
    const set = policySet(permitTeam, '@id("never") @reason("not on my watch") forbid (principal, action, resource);');

    const decision = decide(set, ask());

    assert.equal(decision.outcome === 'deny' && decision.cause, 'guardrail');
    assert.deepEqual(decision.policies, [{ id: 'never', reason: 'not on my watch' }]);
  });

  test('a guardrail with chains asks for their approval', () => {
    const decision = decide(policySet(permitTeam, protect), ask({ resources: [protectedInstance] }));

    assert.equal(decision.outcome, 'needs-approval');
    assert.deepEqual(decision.outcome === 'needs-approval' && decision.chains, ['change']);
    assert.deepEqual(decision.policies, [{ id: 'protect', reason: 'it serves live agents' }]);
  });

  test('a fulfilled chain lifts its guardrail', () => {
    const asked = ask({ resources: [protectedInstance], context: { approvals: ['change'] } });

    assert.equal(decide(policySet(permitTeam, protect), asked).outcome, 'allow');
  });

  test('nobody is asked about a call that no policy permits', () => {
    const decision = decide(
      policySet(permitTeam, protect),
      ask({ principal: { ...ada, groups: [] }, resources: [protectedInstance] }),
    );

    assert.equal(decision.outcome === 'deny' && decision.cause, 'no-permit-even-if-approved');
  });

  test('two guardrails ask for the chains of both', () => {
    const night = `@id("night") @reason("at night") @approval("on-call") forbid (principal, action, resource)
      when { context.hour == 12 } unless { context.approvals.contains("on-call") };`;

    const decision = decide(policySet(permitTeam, protect, night), ask({ resources: [protectedInstance] }));

    assert.deepEqual(decision.outcome === 'needs-approval' && decision.chains, ['change', 'on-call']);
  });

  test('a guardrail that nothing lifts wins over one that an approval lifts', () => {
    const set = policySet(permitTeam, protect, '@id("never") @reason("r") forbid (principal, action, resource);');

    const decision = decide(set, ask({ resources: [protectedInstance] }));

    assert.equal(decision.outcome === 'deny' && decision.cause, 'guardrail');
    assert.deepEqual(decision.policies, [{ id: 'never', reason: 'r' }]);
  });

  test('the version of the policies is in every decision', () => {
    const set = policySet(permitTeam);

    assert.match(set.version, /^[0-9a-f]{64}$/);
    assert.equal(decide(set, ask()).policyVersion, set.version);
  });
});

describe('several resources', () => {
  test('four plain instances and a protected one need the approval', () => {
    const resources = [
      instance('i-1'),
      instance('i-2'),
      instance('i-3'),
      instance('i-4'),
      { ...protectedInstance, arn: 'arn:five' },
    ];

    assert.equal(decide(policySet(permitTeam, protect), ask({ resources })).outcome, 'needs-approval');
  });

  test('one denied resource denies the call', () => {
    const one = `@id("one") @reason("r") forbid (principal, action, resource == CS::AwsResource::"${instance('i-2').arn}");`;

    assert.equal(decide(policySet(permitTeam, one), ask({ resources: [instance('i-1'), instance('i-2')] })).outcome, 'deny');
  });

  test('a call without resources is decided on the account', () => {
    const set = policySet(
      '@id("a") permit (principal, action, resource) when { resource.arn == "arn:aws:ec2:eu-west-1:123456789012:*" };',
    );

    assert.equal(decide(set, ask({ resources: [] })).outcome, 'allow');
  });

  test('a resource whose facts went missing is an unknown one', () => {
    const asked = ask({ call: { resources: [instance('i-1'), instance('i-2')] }, resources: [instance('i-1')] });

    const decision = decide(policySet(permitTeam, protect), asked);

    assert.equal(decision.outcome === 'deny' && decision.cause, 'facts-unknown');
  });
});

describe('the strictest of several decisions', () => {
  const common = { policies: [], policyVersion: 'v' };
  const allow = { ...common, outcome: 'allow' } as const;
  const asking = (chain: string) => ({ ...common, outcome: 'needs-approval', chains: [chain] }) as const;
  const denied = { ...common, outcome: 'deny', cause: 'no-permit' } as const;

  test('a deny beats an approval, an approval beats an allow', () => {
    assert.equal(strictest([allow, asking('a'), denied]).outcome, 'deny');
    assert.equal(strictest([allow, asking('a'), allow]).outcome, 'needs-approval');
    assert.equal(strictest([allow, allow]).outcome, 'allow');
  });

  test('chains are united', () => {
    const decision = strictest([asking('b'), asking('a'), asking('b')]);

    assert.deepEqual(decision.outcome === 'needs-approval' && decision.chains, ['a', 'b']);
  });

  test('no decision at all is a deny', () => {
    assert.equal(strictest([]).outcome, 'deny');
  });
});

describe('when tags are worth reading', () => {
  test('a policy in reach reads them', () => {
    const { principal, call } = ask();

    assert.equal(needsTags(policySet(permitTeam, protect), principal, call), true);
  });

  test('a policy out of reach does not count', () => {
    const { principal, call } = ask({
      call: { operation: 'DescribeInstances', actions: ['ec2:DescribeInstances'], access: 'list' },
    });

    assert.equal(needsTags(policySet(permitTeam, protect), principal, call), false);
  });

  test('a policy that reaches only the person of an agent counts', () => {
    const set = policySet('@id("a") permit (principal in CS::Group::"team", action, resource) when { resource.hasTag("team") };');

    assert.equal(needsTags(set, agentOfAda, ask().call), true);
  });
});

describe('what policies see', () => {
  const sees = (condition: string, question = ask()) =>
    decide(policySet(`@id("a") permit (principal, action, resource) when { ${condition} };`), question).outcome === 'allow';

  test('who asks: e-mail and verified claims', () => {
    assert.ok(sees('principal has email && principal.email == "ada@acme.test"'));
    assert.ok(sees('principal.hasTag("department") && principal.getTag("department").contains("search")'));
  });

  test('where a pipeline comes from', () => {
    const principal = { ...ada, kind: 'service', claims: { repository: 'acme/ml', ref: 'refs/heads/main' } } as const;

    assert.ok(sees('principal.issuer == "https://issuer.test" && principal.repository == "acme/ml"', ask({ principal })));
    assert.ok(sees('principal.ref == "refs/heads/main"', ask({ principal })));
  });

  test('what the resource is', () => {
    assert.ok(sees('resource.service == "ec2" && resource.type == "instance" && resource.region == "eu-west-1"'));
    assert.ok(sees('resource in CS::Account::"123456789012" && resource.account == "123456789012" && resource.tagsKnown'));
  });

  test('the circumstances', () => {
    const context = {
      isMfa: true,
      breakGlass: true,
      hasReason: true,
      channel: 'mcp',
      connection: 'prod',
      timeZone: 'Europe/Berlin',
    } as const;

    assert.ok(sees('context.mfa && context.breakGlass && context.hasReason', ask({ context })));
    assert.ok(sees('context.channel == "mcp" && context.connection == "prod"', ask({ context })));
    assert.ok(sees('context.hour == 13 && context.weekday == 3 && context.now < datetime("2026-01-08")', ask({ context })));
    assert.ok(sees('context.sourceIp.isLoopback()'));
    assert.ok(sees('context.sourceIp.isInRange(ip("10.0.0.0/8"))', ask({ context: { sourceIp: '::ffff:10.1.2.3' } })));
    assert.ok(sees('!(context has sourceIp)', ask({ context: { sourceIp: '' } })));
  });

  test('parameters by their paths', () => {
    const call = { parameters: { InstanceType: 't3.micro', Filters: [{ Values: ['a', 'b'] }], Tags: { env: 'prod' } } };

    assert.ok(
      sees(
        'context.requestParams.hasTag("InstanceType") && context.requestParams.getTag("InstanceType") == ["t3.micro"]',
        ask({ call }),
      ),
    );
    assert.ok(sees('context.requestParams.getTag("Filters[].Values[]").containsAll(["a", "b"])', ask({ call })));
    assert.ok(sees('context.requestParams.getTag("Tags{env}").contains("prod")', ask({ call })));
  });

  test('every IAM action that the call needs', () => {
    const call = { actions: ['ec2:TerminateInstances', 'iam:PassRole'] };

    assert.ok(sees('context.iamActions.contains("iam:PassRole")', ask({ call })));
  });

  test('an agent has its person as an attribute', () => {
    const set = policySet(
      '@id("agent") permit (principal is CS::Agent, action, resource) when { principal.onBehalfOf == CS::User::"test:ada" };',
      '@id("person") permit (principal == CS::User::"test:ada", action, resource);',
    );

    assert.equal(decide(set, ask({ principal: agentOfAda })).outcome, 'allow');
  });
});

test('facts hold all that deciding again needs beside the call, and no parameter', () => {
  const facts = decisionFacts(ask({ call: { parameters: { SecretString: 'hunter2' } } }));

  assert.deepEqual(Object.keys(facts ?? {}), ['principal', 'resources', 'context']);
  assert.ok(!JSON.stringify(facts).includes('hunter2'));
});
