import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Parameters } from '../model.ts';
import { mutableReferences } from './mutable-references.ts';
import { sampleApproval } from './sample-approval.fixture.ts';

const catalog = readCatalog();

function referencesOf(service: string, operation: string, parameters: Parameters) {
  assert.ok(catalog.operation(service, operation) !== undefined, `${service}:${operation}`);
  return mutableReferences({ ...sampleApproval().call, service, operation, parameters });
}

const template = (Version?: string): Parameters => ({
  LaunchTemplate: { LaunchTemplateName: 'web', ...(Version === undefined ? {} : { Version }) },
});
const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';

const mutable: readonly (readonly [service: string, operation: string, parameters: Parameters, what: RegExp])[] = [
  ['cloudformation', 'DeleteStack', { StackName: 'prod' }, /stack prod/],
  ['cloudformation', 'ExecuteChangeSet', { ChangeSetName: 'c', StackName: 'prod' }, /change set c/],
  ['cloudformation', 'UpdateStack', { StackName: 'prod', UsePreviousTemplate: true }, /stack prod/],
  ['ec2', 'RunInstances', template('$Latest'), /launch template web \$Latest/],
  ['ec2', 'RunInstances', template(), /launch template web \$Default/],
  [
    'ec2',
    'CreateFleet',
    { LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '$Latest' } }] },
    /launch template lt-1/,
  ],
  ['autoscaling', 'CreateAutoScalingGroup', template('$Default'), /launch template web/],
  ['ssm', 'SendCommand', { DocumentName: 'd' }, /document d/],
  ['ssm', 'SendCommand', { DocumentName: 'd', DocumentVersion: '$LATEST' }, /document d/],
  ['ssm', 'StartAutomationExecution', { DocumentName: 'd' }, /document d/],
  ['lambda', 'Invoke', { FunctionName: 'f' }, /function f/],
  ['lambda', 'Invoke', { FunctionName: 'f', Qualifier: 'live' }, /function f/],
  ['lambda', 'Invoke', { FunctionName: 'f', Qualifier: '$LATEST' }, /function f/],
  ['stepfunctions', 'StartExecution', { stateMachineArn: machine }, /state machine/],
  ['lambda', 'Invoke', { FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f:live' }, /function arn.*live/],
  ['stepfunctions', 'StartExecution', { stateMachineArn: `${machine}:live` }, /state machine/],
  ['ecs', 'RunTask', { taskDefinition: 'web' }, /task definition web/],
  ['batch', 'SubmitJob', { jobDefinition: 'j' }, /job definition j/],
  ['codebuild', 'StartBuild', { projectName: 'p' }, /build project p/],
  ['glue', 'StartJobRun', { JobName: 'j' }, /job j/],
  ['codepipeline', 'StartPipelineExecution', { name: 'p' }, /pipeline p/],
  ['fis', 'StartExperiment', { experimentTemplateId: 'EXT1' }, /experiment template EXT1/],
];

for (const [service, operation, parameters, what] of mutable) {
  test(`${service}:${operation} ${JSON.stringify(parameters)} names something that may change, and how to read it`, () => {
    const [reference, ...others] = referencesOf(service, operation, parameters);

    assert.match(reference?.what ?? '', what);
    assert.deepEqual(others, []);
    assert.ok((reference?.reads.length ?? 0) > 0);
    for (const read of reference?.reads ?? []) {
      const known = catalog.operation(read.service, read.operation);
      assert.ok(known !== undefined && /^(list|read)$/.test(known.access), `${read.service}:${read.operation} ${known?.access}`);
      const input = catalog.shape(known, 'input');
      assert.ok(input?.kind === 'structure');
      assert.deepEqual(
        Object.keys(read.parameters).filter((name) => !input.members.has(name)),
        [],
      );
    }
  });
}

test('an alias is read as the versions that it stands for, and $LATEST is none', () => {
  const readsOf = (parameters: Parameters) =>
    referencesOf('lambda', 'Invoke', parameters).flatMap(({ reads }) => reads.map(({ operation }) => operation));
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:f';
  const alias = ['GetAlias'];

  assert.deepEqual(readsOf({ FunctionName: 'f', Qualifier: 'live' }), alias);
  assert.deepEqual(readsOf({ FunctionName: 'f:live' }), alias);
  assert.deepEqual(readsOf({ FunctionName: `${arn}:live` }), alias);
  assert.deepEqual(readsOf({ FunctionName: '123456789012:function:f:live' }), alias);
  for (const FunctionName of ['f', arn, '123456789012:function:f', 'f:$LATEST', `${arn}:$LATEST`]) {
    assert.deepEqual(readsOf({ FunctionName }), ['GetFunctionConfiguration'], FunctionName);
  }
  assert.deepEqual(readsOf({ FunctionName: 'f', Qualifier: '$LATEST' }), ['GetFunctionConfiguration']);
});

const unreadable: readonly (readonly [service: string, operation: string, parameters: Parameters])[] = [
  ['cloudformation', 'CreateStack', { StackName: 'x', TemplateURL: 'https://bucket.s3.amazonaws.com/t.json' }],
  ['ec2', 'RunInstances', { ImageId: 'resolve:ssm:/golden' }],
];

for (const [service, operation, parameters] of unreadable) {
  test(`${service}:${operation} ${JSON.stringify(parameters)} names what nothing can be read of, and says what to name instead`, () => {
    const [reference] = referencesOf(service, operation, parameters);

    assert.deepEqual(reference?.reads, []);
    assert.match(reference?.pin ?? '', /Give|Name/);
  });
}

const fixed: readonly (readonly [service: string, operation: string, parameters: Parameters])[] = [
  ['ec2', 'TerminateInstances', { InstanceIds: ['i-1'] }],
  ['ec2', 'RunInstances', { ImageId: 'ami-1', ...template('7') }],
  ['cloudformation', 'CreateStack', { StackName: 'x', TemplateBody: '{}' }],
  ['ssm', 'SendCommand', { DocumentName: 'd', DocumentVersion: '2' }],
  ['ssm', 'PutParameter', { Name: '/a', Value: 'b' }],
  ['lambda', 'Invoke', { FunctionName: 'f', Qualifier: '12' }],
  ['lambda', 'Invoke', { FunctionName: 'f:12' }],
  ['stepfunctions', 'StartExecution', { stateMachineArn: `${machine}:3` }],
  ['ecs', 'RunTask', { taskDefinition: 'web:4' }],
];

for (const [service, operation, parameters] of fixed) {
  test(`${service}:${operation} ${JSON.stringify(parameters)} names nothing that may change`, () => {
    assert.deepEqual(referencesOf(service, operation, parameters), []);
  });
}
