import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { policySet } from '#test/policy/questions.ts';
import { parsePolicyCases } from './policy-case.ts';
import { runPolicyCase } from './run-policy-case.ts';

const set = policySet(
  '@id("team") permit (principal in CS::Group::"team", action in CS::Action::"access:write", resource);',
  `@id("protect") @reason("r") @approval("change") forbid (principal, action, resource is CS::AwsResource)
   when { resource.hasTag("mcp-server") } unless { context.approvals.contains("change") };`,
  '@id("own") permit (principal, action == CS::Action::"countersign:ReadSession", resource) when { resource.person == principal };',
);
const findOperation = () => ({ access: 'write', actions: ['ec2:TerminateInstances'] }) as const;
const principal = { kind: 'user', id: 'test:ada', groups: ['team'] };
const call = { service: 'ec2', operation: 'TerminateInstances' };
const resources = [{ arn: 'arn:i-1', tags: { 'mcp-server': 'x' } }];

function problemsOf(policyCase: object): readonly string[] {
  const [parsed] = parsePolicyCases(JSON.stringify([{ name: 'a case', ...policyCase }]));
  assert.ok(parsed);
  return runPolicyCase(set, parsed, findOperation).problems;
}

describe('a case in the short form', () => {
  test('holds', () => {
    assert.deepEqual(problemsOf({ principal, call, expect: 'allow', reason: ['team'] }), []);
    assert.deepEqual(
      problemsOf({ principal, call, resources, expect: 'needs-approval', chains: ['change'], reason: ['protect'] }),
      [],
    );
  });

  test('tells every difference', () => {
    assert.deepEqual(
      problemsOf({ principal, call, resources, expect: 'deny', cause: 'guardrail', chains: ['x'], reason: ['team'] }),
      [
        'decision: expected deny, is needs-approval',
        'cause: expected guardrail, is none',
        'chains: expected x, is change',
        'policies: expected team among protect',
      ],
    );
  });

  test('of an operation that the catalog does not know is an error', () => {
    const [parsed] = parsePolicyCases(JSON.stringify([{ name: 'a', principal, call, expect: 'deny' }]));
    assert.ok(parsed);

    assert.throws(() => runPolicyCase(set, parsed, () => undefined), /knows no operation ec2:TerminateInstances/);
  });

  test('asks for an action of the product', () => {
    const resource = { kind: 'session', id: 's', owner: { kind: 'user', id: 'test:ada' } };

    assert.deepEqual(
      problemsOf({ principal, action: 'countersign:ReadSession', resource, expect: 'allow', reason: ['own'] }),
      [],
    );
  });
});

describe('a case in Cedar’s form', () => {
  const request = {
    principal: 'CS::User::"test:ada"',
    action: 'CS::Action::"ec2:TerminateInstances"',
    resource: 'CS::AwsResource::"i-1"',
    context: { approvals: [] },
  };
  const entities = [
    { uid: { type: 'CS::User', id: 'test:ada' }, attrs: {}, parents: [{ type: 'CS::Group', id: 'nested' }] },
    { uid: { type: 'CS::Group', id: 'nested' }, attrs: {}, parents: [{ type: 'CS::Group', id: 'team' }] },
    {
      uid: { __entity: { type: 'CS::Action', id: 'ec2:TerminateInstances' } },
      attrs: {},
      parents: [{ type: 'CS::Action', id: 'access:write' }],
    },
    { uid: { type: 'CS::AwsResource', id: 'i-1' }, attrs: {}, parents: [], tags: { 'mcp-server': 'x' } },
  ];

  test('holds, with groups in groups', () => {
    const expected = { decision: 'deny', reason: ['protect'], num_errors: 0, expect: 'needs-approval', chains: ['change'] };

    assert.deepEqual(problemsOf({ request, entities, ...expected }), []);
  });

  test('tells every difference', () => {
    assert.deepEqual(problemsOf({ request, entities, decision: 'allow', reason: ['team'], num_errors: 1 }), [
      'Cedar’s decision: expected allow, is deny',
      'errors: expected 1, is 0',
      'policies: expected team among protect',
    ]);
  });

  test('that Cedar cannot take is told', () => {
    const broken = { ...request, context: { approvals: null } };

    assert.match(problemsOf({ request: broken, entities, decision: 'deny' })[0] ?? '', /could not evaluate/);
  });
});

describe('a test file is refused', () => {
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['that is no list', {}, /list of at least one case/],
    ['that is empty', [], /list of at least one case/],
    ['with a case that asks nothing', [{ name: 'a' }], /case 1: give it a call/],
    [
      'with a key that means nothing',
      [{ name: 'a', call, principal, expect: 'allow', expects: 'deny' }],
      /case 1: the key "expects"/,
    ],
    ['with a case without a name', [{ call, principal, expect: 'allow' }], /case 1: a case needs a name/],
    ['with a case that expects nothing', [{ name: 'a', call, principal }], /case 1: expect is/],
  ];
  for (const [name, content, expected] of cases) {
    test(name, () => assert.throws(() => parsePolicyCases(JSON.stringify(content)), expected));
  }
});
