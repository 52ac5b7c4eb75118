/** The role that reads facts may read everything that approvers are shown, and nothing else than reads. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { mutableReferences } from '#core/approval/mutable-references.ts';
import { looks } from '#core/approval/present-looks.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';
import type { Parameters } from '#core/model.ts';
import { factActions } from './spoke-roles.ts';

const catalog = readCatalog();
const allowed = new Set(factActions);

function missing(read: string): readonly string[] {
  const [service = '', name = ''] = read.split(':');
  const operation = catalog.operation(service, name);
  assert.ok(operation, read);
  return operation.actions.filter((action) => !allowed.has(action));
}

test('what is there before a call is read by actions of the role', () => {
  const reads = new Set(Object.values(looks).map(({ read }) => read));

  assert.deepEqual([...reads].flatMap(missing), []);
});

/** One call of each kind that names something mutable. */
const calls: readonly (readonly [call: string, parameters: Parameters])[] = [
  ['cloudformation:DeleteStack', { StackName: 's' }],
  ['cloudformation:ExecuteChangeSet', { ChangeSetName: 'c', StackName: 's' }],
  ['ec2:RunInstances', { LaunchTemplate: { LaunchTemplateName: 't' } }],
  ['ssm:SendCommand', { DocumentName: 'd' }],
  ['lambda:Invoke', { FunctionName: 'f' }],
  ['lambda:Invoke', { FunctionName: 'f', Qualifier: 'live' }],
  ['stepfunctions:StartExecution', { stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m' }],
  ['stepfunctions:StartExecution', { stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m:live' }],
  ['ecs:RunTask', { taskDefinition: 't' }],
  ['batch:SubmitJob', { jobDefinition: 'j' }],
  ['codebuild:StartBuild', { projectName: 'p' }],
  ['glue:StartJobRun', { JobName: 'j' }],
  ['codepipeline:StartPipelineExecution', { name: 'p' }],
  ['fis:StartExperiment', { experimentTemplateId: 'EXT1' }],
];

for (const [name, parameters] of calls) {
  test(`what ${name} ${JSON.stringify(parameters)} names is read by actions of the role`, () => {
    const [service = '', operation = ''] = name.split(':');

    const references = mutableReferences({ ...sampleApproval().call, service, operation, parameters });

    const reads = references.flatMap((reference) => reference.reads.map((read) => `${read.service}:${read.operation}`));
    assert.ok(reads.length > 0);
    assert.deepEqual(reads.flatMap(missing), []);
  });
}
