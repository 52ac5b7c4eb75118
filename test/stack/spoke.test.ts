/** The promises of a spoke, read from the template that is committed for it, and of the policy that guards the hub. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { callerPath, callers, hubRolePath } from '#lib/hub-roles.ts';
import { CountersignSpoke } from '#lib/spoke-stack.ts';
import { spokeTemplate, spokeTemplateFile } from '#scripts/generate-templates.ts';
import type { Properties, Resource } from './support/synth.ts';

const committed = readFileSync(spokeTemplateFile, 'utf8');
const { Resources: resources }: { readonly Resources: Readonly<Record<string, Resource>> } = JSON.parse(committed);
const roles = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
const boundary = Object.values(resources).find(({ Type }) => Type === 'AWS::IAM::ManagedPolicy')?.Properties.PolicyDocument;

function statement(document: Properties, sid: string): Properties {
  return document.Statement.find(({ Sid }: { readonly Sid: string }) => Sid === sid);
}

test('the committed template is the one that the code makes; else run scripts/generate-templates.ts', () => {
  assert.ok(committed === spokeTemplate());
});

test('it asks nothing of the account: no asset, no bootstrap, no resource but roles and their boundary', () => {
  const types = new Set(Object.values(resources).map(({ Type }) => Type));

  assert.deepEqual([...types].toSorted(), ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role']);
  assert.doesNotMatch(committed, /BootstrapVersion|cdk-hnb659fds/);
});

test('a role is entered by the hub’s callers alone, by their exact names, from the same organisation', () => {
  for (const { Properties } of roles) {
    for (const { Condition, Principal } of Properties.AssumeRolePolicyDocument.Statement) {
      const names = Condition.ArnEquals['aws:PrincipalArn'].map((arn: object) => JSON.stringify(arn));
      assert.match(JSON.stringify(Principal), /HubAccountId/);
      assert.deepEqual(Condition.StringEquals['aws:PrincipalOrgID'], { Ref: 'OrgId' });
      assert.equal(names.length, callers.length);
      for (const [index, name] of names.entries()) {
        assert.ok(name.includes(`:role${callerPath}`) && name.endsWith(`{"Ref":"HubStackName"},"-${callers[index]}"]]}`), name);
      }
    }
  }
});

test('a role is entered for somebody who is named, in a session that is named, with the external id', () => {
  for (const { Properties } of roles) {
    const { Action, Condition } = statement(Properties.AssumeRolePolicyDocument, 'EnterForSomebody');
    assert.equal(Action, 'sts:AssumeRole');
    assert.deepEqual(Condition.StringEquals['sts:ExternalId'], { Ref: 'ExternalId' });
    assert.deepEqual(Condition.StringLike, { 'sts:SourceIdentity': '?*', 'aws:RequestTag/countersign:session': '?*' });
    assert.deepEqual(Condition['ForAllValues:StringLike'], { 'aws:TagKeys': 'countersign:*' });
  }
});

test('every role lies on the path, lives an hour and is cut by the boundary', () => {
  assert.deepEqual(roles.map(({ Properties }) => Properties.RoleName).toSorted(), ['facts', 'mcp-launcher', 'reader']);
  for (const { Properties } of roles) {
    assert.equal(Properties.Path, '/countersign/');
    assert.equal(Properties.MaxSessionDuration, 3600);
    assert.match(JSON.stringify(Properties.PermissionsBoundary), /Boundary/);
  }
});

test('the examples can be left out, where their names are taken; the reader of facts cannot', () => {
  const { Parameters: parameters, Outputs: outputs, Conditions: conditions } = JSON.parse(committed);
  const conditional = (of: Readonly<Record<string, { readonly Condition?: string }>>) =>
    Object.entries(of).filter(([, { Condition }]) => Condition === 'WithExamples');

  assert.deepEqual(parameters.ExampleRoles.AllowedValues, ['yes', 'no']);
  assert.deepEqual(conditions, { WithExamples: { 'Fn::Equals': [{ Ref: 'ExampleRoles' }, 'yes'] } });
  assert.deepEqual(
    conditional(resources as never).map(([id]) => id),
    ['ReaderRole', 'McpLauncherRole'],
  );
  assert.equal(conditional(outputs).length, 2);
});

test('it fits where it is deployed from a file, as one stack or as a StackSet', () => {
  assert.ok(Buffer.byteLength(committed) <= 51_200);
  assert.ok(roles.every(({ Properties }) => !JSON.stringify(Properties).includes('AWS::Region')));
});

test('without a source identity a role can do nothing', () => {
  const { Effect, Action, Resource: resource, Condition } = statement(boundary, 'NothingWithoutSourceIdentity');

  assert.deepEqual([Effect, Action, resource, Condition], ['Deny', '*', '*', { Null: { 'aws:SourceIdentity': 'true' } }]);
});

test('a role passes workload roles alone, and to the services that run workloads', () => {
  const pass = statement(boundary, 'PassWorkloadRoles');
  const never = statement(boundary, 'NeverPassOtherRoles');

  assert.match(JSON.stringify(pass.Resource), /:role\/countersign-workload\/\*"/);
  assert.deepEqual(pass.Condition.StringEquals['iam:PassedToService'], [
    'ec2.amazonaws.com',
    'ecs-tasks.amazonaws.com',
    'lambda.amazonaws.com',
  ]);
  assert.deepEqual([never.Effect, never.Action, never.NotResource], ['Deny', 'iam:PassRole', pass.Resource]);
  assert.ok(statement(boundary, 'EverythingButIdentities').NotAction.includes('iam:*'));
});

test('a role becomes no other identity, and stops no trail', () => {
  const { Effect, Action } = statement(boundary, 'NeverAnotherIdentity');

  assert.equal(Effect, 'Deny');
  for (const action of ['sts:AssumeRole', 'sts:GetFederationToken', 'cloudtrail:StopLogging', 'organizations:*'])
    assert.ok(Action.includes(action), action);
});

test('cdk-nag has no finding that is not accepted with its reason', () => {
  const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  const app = new App({ context });
  new CountersignSpoke(app, 'CountersignSpoke');

  const { violations } = new AwsSolutionsChecks(app).validateScope(app);

  assert.deepEqual(
    violations.map(({ ruleName }) => ruleName),
    [],
  );
});

test('the service control policy keeps hub roles and code to the role that deploys, and fits what Organizations take', () => {
  const text = readFileSync(new URL('../../templates/countersign-hub.scp.json', import.meta.url), 'utf8');
  const policy = JSON.parse(text);
  const [makes, code, containers] = ['MakesHubRoles', 'ChangesCode', 'ChangesContainers'].map((what) =>
    statement(policy, `OnlyTheDeployRole${what}`),
  );

  assert.ok(JSON.stringify(policy).length <= 5120);
  assert.ok(policy.Statement.every(({ Effect }: { readonly Effect: string }) => Effect === 'Deny'));
  for (const action of ['iam:CreateRole', 'iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy'])
    assert.ok(makes.Action.includes(action));
  assert.ok(makes.Resource.includes(`arn:*:iam::*:role${hubRolePath}*`));
  for (const action of ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'])
    assert.ok(code.Action.includes(action));
  for (const action of ['ecs:ExecuteCommand', 'ecs:RegisterTaskDefinition', 'ecs:RunTask'])
    assert.ok(containers.Action.includes(action));
  for (const { Condition } of [makes, code, containers]) assert.match(Condition.ArnNotLike['aws:PrincipalArn'], /cfn-exec-role/);
});
