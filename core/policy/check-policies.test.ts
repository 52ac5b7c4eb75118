import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { knownActions } from '../known-actions.ts';
import { loadCedar } from './cedar.ts';
import { checkPolicies, type DefinedNames, formatted } from './check-policies.ts';

loadCedar(readCedarWasm());
const directory = knownActions(readCatalog());

function findingsOf(text: string, names?: DefinedNames): readonly string[] {
  const form = formatted(text) ?? text;
  const options = names === undefined ? { directory } : { directory, names };
  const { findings } = checkPolicies([{ name: 'a.cedar', text: form }], options);
  return findings.map(({ line, severity, rule, message }) => `${line}: ${severity} ${rule}: ${message}`);
}

const permit = (scope: string, condition = '') => `@id("p") permit (${scope}) ${condition};`;
const forbid = (scope: string, condition = '') => `@id("f") @reason("r") forbid (${scope}) ${condition};`;
const ec2 = (name: string) => `principal, action == CS::Action::"ec2:${name}", resource`;

describe('one finding, with its line, its rule and its cure', () => {
  const cases: readonly (readonly [name: string, text: string, expected: RegExp])[] = [
    [
      'a misspelt operation',
      permit(ec2('TerminateInstance')),
      /^4: error unknown-action: .*did you mean ec2:TerminateInstances\?/,
    ],
    ['an operation in the wrong case', permit(ec2('runInstances')), /did you mean ec2:RunInstances\?/],
    [
      'a group that no operation is in',
      permit('principal, action in CS::Action::"svc:ec2:writing", resource'),
      /did you mean svc:ec2:write/,
    ],
    ['a class that does not exist', permit('principal, action in CS::Action::"class:delegate", resource'), /class:delegates/],
    ['an action like nothing', permit(ec2('Xyzzyqwertyuiop')), /names are as in AWS’s API reference/],
    [
      'an action in a condition',
      permit('principal, action, resource', 'when { action == CS::Action::"ec2:Nope" }'),
      /unknown-action/,
    ],
    [
      'an attribute that does not exist',
      permit(ec2('RunInstances'), 'when { resource.regoin == "x" }'),
      /error schema: .*did you mean `region`/,
    ],
    ['types that never meet', permit(ec2('RunInstances'), 'when { context.hour == "8" }'), /error schema: .*not compatible/],
    [
      'a type that does not exist',
      permit('principal is CS::Usr, action == CS::Action::"ec2:RunInstances", resource'),
      /did you mean `CS::User`/,
    ],
    [
      'a policy that holds for nobody',
      permit(ec2('RunInstances'), 'when { principal == CS::Group::"g" }'),
      /warning unreachable/,
    ],
    [
      'a permit of an IAM action that no operation is named after, by == where in is needed',
      permit('principal, action == CS::Action::"lambda:InvokeFunction", resource'),
      /warning unreachable/,
    ],
    [
      'a parameter read without hasTag',
      forbid(ec2('RunInstances'), 'when { context.requestParams.getTag("X").contains("y") }'),
      /error may-err: .*everybody whom it covers is denied/,
    ],
    [
      'an optional attribute in a permit',
      permit('principal is CS::User, action == CS::Action::"ec2:RunInstances", resource', 'when { principal.email == "x" }'),
      /error may-err: .*permits nothing/,
    ],
    ['a sum in a guardrail', forbid(ec2('RunInstances'), 'when { context.hour + 1 > 3 }'), /warning may-err: .*calculates/],
    [
      'tags that may be unknown',
      forbid(ec2('StopInstances'), 'when { resource.hasTag("x") }'),
      /warning blind: .*tags.*unless \{ resource\.tagsKnown \}/,
    ],
    [
      'resources that may be unknown',
      forbid(ec2('StopInstances'), 'when { resource.arn == "x" }'),
      /warning blind: .*resource.*unless \{ context\.resourcesKnown \}/,
    ],
    [
      'an unscoped guardrail that reads what only AWS resources have',
      forbid('principal, action, resource', 'when { resource.region == "x" }'),
      /error schema: .*CS::(Session|McpTool)/,
    ],
  ];
  for (const [name, text, expected] of cases) test(name, () => assert.match(findingsOf(text).join('\n'), expected));
});

describe('nothing is found', () => {
  const fine: readonly (readonly [name: string, text: string])[] = [
    ['an operation', permit(ec2('RunInstances'))],
    ['an IAM action that only parameters bring', forbid('principal, action == CS::Action::"iam:PassRole", resource')],
    [
      'a guardrail on the IAM action of an operation with another name',
      forbid('principal, action == CS::Action::"lambda:InvokeFunction", resource'),
    ],
    ['an action of the product', permit('principal, action == CS::Action::"countersign:Revoke", resource')],
    ['a class of content that is revealed', permit('principal, action == CS::Action::"reveal:pii.contact", resource')],
    ['a tool', permit('principal, action == CS::Action::"mcp:tools/call", resource', 'when { resource.readOnly }')],
    [
      'tags, and what holds where they are unknown',
      `${forbid(ec2('StopInstances'), 'when { resource.hasTag("x") }')}
       @id("u") @reason("r") forbid (principal, action in CS::Action::"svc:ec2:write", resource is CS::AwsResource) unless { resource.tagsKnown };`,
    ],
  ];
  for (const [name, text] of fine) test(name, () => assert.deepEqual(findingsOf(text), []));
});

describe('with the operator’s file', () => {
  const names = { chains: ['change'], groups: ['auditors'], notify: ['security'] };

  test('a group that it does not name is a warning, with the nearest', () => {
    const found = findingsOf(
      permit('principal in CS::Group::"auditor", action == CS::Action::"ec2:RunInstances", resource'),
      names,
    );

    assert.match(found.join('\n'), /warning unknown-name: .*did you mean "auditors"/);
  });

  test('a chain that it does not define is an error', () => {
    const text = forbid(ec2('RunInstances'), 'unless { context.approvals.contains("chnge") }').replace(
      '@reason',
      '@approval("chnge") @reason',
    );

    assert.match(findingsOf(text, names).join('\n'), /error policy: .*"chnge" is not defined/);
  });

  test('a target that it does not define is an error', () => {
    const text = permit(ec2('RunInstances')).replace('permit', '@notify("securty") permit');

    assert.match(findingsOf(text, names).join('\n'), /error unknown-name: .*did you mean "security"/);
  });
});

test('a file in another form is told where it differs, and can be written in the one form', () => {
  const text = '@id("p") permit (principal, action == CS::Action::"ec2:RunInstances", resource); // kept\n';

  const { findings } = checkPolicies([{ name: 'a.cedar', text }], { directory });
  const form = formatted(text) ?? '';

  assert.deepEqual(
    findings.map(({ rule, line, column }) => [rule, line, column]),
    [['format', 1, 9]],
  );
  assert.ok(form.includes('// kept'));
  assert.equal(formatted(form), form);
});

test('what does not parse is one finding, and the rest is checked', () => {
  const broken = { name: 'a.cedar', text: 'permit (principl, action, resource);' };
  const other = { name: 'b.cedar', text: formatted(permit(ec2('RunInstance'))) ?? '' };

  const { findings } = checkPolicies([broken, other], { directory });

  assert.deepEqual(
    findings.map(({ file, rule }) => [file, rule]),
    [
      ['a.cedar', 'policy'],
      ['b.cedar', 'unknown-action'],
    ],
  );
});

test('bombs are one finding each, and the engine checks the next file as if nothing had been', () => {
  const bombs = [
    'x'.repeat(10_000_000),
    `${'('.repeat(5_000)}`,
    `@id("a") permit (principal, action, resource) when { ${'!'.repeat(5_000)}true };`,
  ];

  for (const text of bombs) {
    const { findings } = checkPolicies([{ name: 'a.cedar', text }], { directory });
    assert.equal(findings.length, 1);
    assert.match(findings[0]?.message ?? '', /over 262144 bytes|nest deeper|more than 300 operators/);
  }
  assert.deepEqual(findingsOf(permit(ec2('RunInstances'))), []);
});
