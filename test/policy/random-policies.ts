/** Random policies and questions, erring ones included: small alphabets, so that everything meets everything. */

import type { Parameters, Principal } from '#core/model.ts';
import type { Question } from '#core/policy/question.ts';
import type { Random } from '#test/vectors/random.ts';
import { agentOfAda, ask, instance } from './questions.ts';

const groups = ['g0', 'g1', 'g2'] as const;
const people = ['test:u0', 'test:u1', 'test:u2'] as const;
const services = ['ec2', 's3'] as const;
const accesses = ['read', 'write', 'tagging'] as const;
const operations = ['Get', 'Put', 'Copy', 'Drop'] as const;
const iamActions = ['ec2:Get', 'ec2:Put', 's3:Get', 's3:Put', 'iam:PassRole', 'kms:Decrypt'] as const;
const chains = ['c0', 'c1'] as const;
const tags = ['t0', 't1'] as const;

const conditions = [
  'resource.hasTag("t0")',
  'resource.hasTag("t1") && resource.getTag("t1") == "x"',
  'resource.getTag("t1") == "x"',
  'resource.nosuch == 1',
  '!resource.tagsKnown',
  '!context.resourcesKnown',
  'resource.arn like "*i-1"',
  'resource == CS::AwsResource::"arn:aws:ec2:eu-west-1:123456789012:instance/i-2"',
  'resource in CS::Account::"123456789012"',
  'context.mfa',
  'context.hour < 12',
  'context.requestParams.hasTag("P")',
  'context.requestParams.getTag("P").contains("x")',
  'context.iamActions.contains("iam:PassRole")',
  'principal in CS::Group::"g1"',
  'principal has email',
  'principal.email == "u0@acme.test"',
  'principal.hasTag("d")',
  'principal is CS::Agent',
  'action == CS::Action::"s3:Put"',
  'action in CS::Action::"access:write"',
  'context.channel == "mcp"',
  'context.weekday == 3',
  'context has nosuch',
  'context has sourceIp && context.sourceIp.isLoopback()',
  'context == {}',
  '{all: context}.all.mfa',
  '{who: principal}.who has email',
  '(if context.mfa then principal else CS::User::"test:u0") in CS::Group::"g1"',
  'CS::User::"test:u0" in CS::Group::"g0"',
  'CS::User::"test:u1" has email',
  '[principal].contains(CS::User::"test:u1")',
  'principal in [CS::User::"test:u2", CS::Group::"g2"]',
  'principal is CS::User in CS::Group::"g0"',
  'principal has onBehalfOf && principal.onBehalfOf in CS::Group::"g1"',
  'principal has onBehalfOf && principal.onBehalfOf has email',
  'principal has onBehalfOf && principal.onBehalfOf == CS::User::"test:u0"',
  'principal == resource',
  'resource has region && resource.region == "eu-west-1"',
  'action has nosuch',
  'context.requestParams == resource',
] as const;

export function randomPolicies(random: Random, count: number): string {
  return Array.from({ length: count }, (_, index) => randomPolicy(random, index)).join('\n');
}

function randomPolicy(random: Random, index: number): string {
  const scope = `(${principalScope(random)}, ${actionScope(random)}, ${resourceScope(random)})`;
  const when =
    random.below(3) === 0 ? '' : `when { ${random.pick(conditions)} ${random.pick(['&&', '||'])} ${random.pick(conditions)} }`;
  if (random.below(2) === 0) return `@id("p${index}") permit ${scope} ${when};`;
  if (random.below(2) === 0) return `@id("p${index}") @reason("r") forbid ${scope} ${when};`;
  const chain = random.pick(chains);
  return `@id("p${index}") @reason("r") @approval("${chain}") forbid ${scope} ${when} unless { context.approvals.contains("${chain}") };`;
}

function principalScope(random: Random): string {
  const type = random.pick(['CS::User', 'CS::Agent', 'CS::Service']);
  const group = `CS::Group::"${random.pick(groups)}"`;
  const one = `CS::User::"${random.pick(people)}"`;
  const scopes = [
    '',
    '',
    '',
    ` in ${group}`,
    ` in ${group}`,
    ` == ${one}`,
    ` in ${one}`,
    ` is ${type}`,
    ` is ${type} in ${group}`,
  ] as const;
  return `principal${random.pick(scopes)}`;
}

function actionScope(random: Random): string {
  const [one, two, group] = [
    `CS::Action::"${anyAction(random)}"`,
    `CS::Action::"${anyAction(random)}"`,
    `CS::Action::"${actionGroup(random)}"`,
  ];
  return `action${random.pick(['', '', ` == ${one}`, ` in ${one}`, ` in [${one}, ${two}]`, ` in [${group}, ${two}]`, ` in ${group}`, ` in ${group}`])}`;
}

function anyAction(random: Random): string {
  return random.below(2) === 0 ? random.pick(iamActions) : `${random.pick(services)}:${random.pick(operations)}`;
}

function actionGroup(random: Random): string {
  const [service, access] = [random.pick(services), random.pick(accesses)];
  return random.pick(['aws', `svc:${service}`, `access:${access}`, `svc:${service}:${access}`, 'svc:iam', 'svc:kms']);
}

function resourceScope(random: Random): string {
  const arn = instance(`i-${random.below(3)}`).arn;
  return `resource${random.pick(['', '', '', '', ' is CS::AwsResource', ` == CS::AwsResource::"${arn}"`, ' in CS::Account::"123456789012"', ' is CS::Session'])}`;
}

export function randomQuestion(random: Random): Question {
  const service = random.pick(services);
  const operation = random.pick(operations);
  const actions = Array.from({ length: random.below(4) }, () => random.pick(iamActions));
  const resources = Array.from({ length: random.below(4) }, (_, index) => randomResource(random, index));
  return ask({
    principal: randomPrincipal(random),
    resources,
    call: {
      service,
      operation,
      access: random.pick(accesses),
      actions: [...new Set(actions)],
      resourcesKnown: random.below(4) > 0,
      parameters: random.pick<Parameters>([{}, { P: 'x' }, { P: ['x', 'y'] }]),
    },
    context: {
      isMfa: random.below(2) === 0,
      channel: random.pick(['aws', 'mcp']),
      now: random.pick(['2026-01-07T09:00:00.000Z', '2026-01-07T12:00:00.000Z']),
      approvals: random.pick([[], [], ['c0'], ['c0', 'c1']]),
    },
  });
}

function randomResource(random: Random, index: number) {
  const tagsKnown = random.below(4) > 0;
  const present = tags.filter(() => random.below(2) === 0).map((tag) => [tag, random.pick(['x', 'y'])]);
  return instance(`i-${index}`, { tagsKnown, tags: tagsKnown ? Object.fromEntries(present) : {} });
}

export function randomPrincipal(random: Random): Principal {
  const id = random.pick(people);
  const memberOf = groups.filter(() => random.below(2) === 0);
  const person = { id, subject: id, groups: memberOf, ...(random.below(2) === 0 ? { email: 'u0@acme.test' } : {}) };
  const kind = random.pick<Principal['kind']>(['user', 'user', 'service', 'agent']);
  const common = { issuer: 'https://issuer.test', isMfa: false, claims: random.below(2) === 0 ? { d: 'x' } : {} };
  if (kind === 'agent') return { ...agentOfAda, groups: groups.filter(() => random.below(2) === 0), onBehalfOf: person };
  return { ...person, ...common, kind };
}
