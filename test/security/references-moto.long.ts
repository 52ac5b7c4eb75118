/** Each kind of thing that a call names and somebody may change, on moto: read twice it is the same, and after an edit it is another. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { createUpstream } from '#adapters/upstream/aws-http.ts';
import { mutableReferences } from '#core/approval/mutable-references.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';
import type { Connection, Parameters } from '#core/model.ts';
import { readByRole } from '#core/read-by-role.ts';
import { createReferenceReader } from '#core/read-references.ts';
import { type Moto, startMoto } from '#test/clients/support/moto.ts';
import { needs, onPath } from '#test/clients/support/on-path.ts';

type Named = readonly [call: string, parameters: Parameters];
type Kind = { readonly made: readonly Named[]; readonly call: Named; readonly edit: readonly Named[] };

const region = 'eu-west-1';
const account = '123456789012';
const role = `arn:aws:iam::${account}:role/machine`;
const template = (name: string) =>
  JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } } } });
const document = (command: string) =>
  JSON.stringify({
    schemaVersion: '2.2',
    description: 'd',
    mainSteps: [{ action: 'aws:runShellScript', name: 'run', inputs: { runCommand: [command] } }],
  });
const machine = `arn:aws:states:${region}:${account}:stateMachine:m`;
const definition = (comment: string) =>
  JSON.stringify({ Comment: comment, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
/** An archive of one empty file `a`, and one of `b` (APPNOTE 4.3). */
const code = (name: 'a' | 'b') => {
  const letter = Buffer.from(name).toString('hex');
  const local = `504b0304${'00'.repeat(22)}01000000${letter}`;
  const central = `504b0102${'00'.repeat(24)}0100${'00'.repeat(16)}${letter}`;
  return Buffer.from(`${local}${central}504b05060000000001000100${'2f000000'}${'1f000000'}0000`, 'hex').toString('base64');
};
const container = (image: string) => [{ name: 'web', image, memory: 128 }];
const stage = (name: string) => [
  {
    name: 'Source',
    actions: [
      {
        name: 'S',
        actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
        configuration: { S3Bucket: name },
      },
    ],
  },
  {
    name: 'Build',
    actions: [{ name: 'B', actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } }],
  },
];
const pipeline = (bucket: string) => ({
  name: 'p',
  roleArn: role,
  artifactStore: { type: 'S3', location: 'bucket' },
  stages: stage(bucket),
});
const project = (archive: string) => ({
  name: 'proj',
  source: { type: 'S3', location: `bucket/${archive}.zip` },
  artifacts: { type: 'NO_ARTIFACTS' },
  environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
  serviceRole: role,
});

const aRole: Named = [
  'iam:CreateRole',
  { RoleName: 'machine', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' },
];

const kinds: Readonly<Record<string, Kind>> = {
  'a stack that is deleted': {
    made: [['cloudformation:CreateStack', { StackName: 's', TemplateBody: template('one') }]],
    call: ['cloudformation:DeleteStack', { StackName: 's' }],
    edit: [['cloudformation:UpdateStack', { StackName: 's', TemplateBody: template('two') }]],
  },
  'the newest version of a launch template': {
    made: [['ec2:CreateLaunchTemplate', { LaunchTemplateName: 't', LaunchTemplateData: { InstanceType: 't3.micro' } }]],
    call: ['ec2:RunInstances', { LaunchTemplate: { LaunchTemplateName: 't', Version: '$Latest' } }],
    edit: [['ec2:CreateLaunchTemplateVersion', { LaunchTemplateName: 't', LaunchTemplateData: { InstanceType: 'p5.48xlarge' } }]],
  },
  'a document of Systems Manager': {
    made: [['ssm:CreateDocument', { Name: 'patch', DocumentType: 'Command', DocumentFormat: 'JSON', Content: document('true') }]],
    call: ['ssm:SendCommand', { DocumentName: 'patch' }],
    edit: [
      ['ssm:UpdateDocument', { Name: 'patch', DocumentVersion: '$LATEST', Content: document('rm -rf /') }],
      ['ssm:UpdateDocumentDefaultVersion', { Name: 'patch', DocumentVersion: '2' }],
    ],
  },
  'the unpublished code of a function': {
    made: [
      aRole,
      [
        'lambda:CreateFunction',
        { FunctionName: 'f', Runtime: 'nodejs22.x', Role: role, Handler: 'a.b', Code: { ZipFile: code('a') } },
      ],
    ],
    call: ['lambda:Invoke', { FunctionName: 'f' }],
    edit: [['lambda:UpdateFunctionCode', { FunctionName: 'f', ZipFile: code('b') }]],
  },
  'an alias of a function': {
    made: [
      ['lambda:PublishVersion', { FunctionName: 'f' }],
      ['lambda:CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' }],
    ],
    call: ['lambda:Invoke', { FunctionName: 'f', Qualifier: 'live' }],
    edit: [
      [
        'lambda:UpdateAlias',
        { FunctionName: 'f', Name: 'live', FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { '2': 0.5 } } },
      ],
    ],
  },
  'a state machine': {
    made: [['stepfunctions:CreateStateMachine', { name: 'm', definition: definition('one'), roleArn: role }]],
    call: ['stepfunctions:StartExecution', { stateMachineArn: machine }],
    edit: [['stepfunctions:UpdateStateMachine', { stateMachineArn: machine, definition: definition('two') }]],
  },
  'the newest revision of a task definition': {
    made: [['ecs:RegisterTaskDefinition', { family: 'web', containerDefinitions: container('good') }]],
    call: ['ecs:RunTask', { taskDefinition: 'web' }],
    edit: [['ecs:RegisterTaskDefinition', { family: 'web', containerDefinitions: container('evil') }]],
  },
  'the newest revision of a job definition': {
    made: [
      [
        'batch:RegisterJobDefinition',
        { jobDefinitionName: 'j', type: 'container', containerProperties: { image: 'good', vcpus: 1, memory: 128 } },
      ],
    ],
    call: ['batch:SubmitJob', { jobDefinition: 'j' }],
    edit: [
      [
        'batch:RegisterJobDefinition',
        { jobDefinitionName: 'j', type: 'container', containerProperties: { image: 'evil', vcpus: 1, memory: 128 } },
      ],
    ],
  },
  'a build project': {
    made: [['codebuild:CreateProject', project('good')]],
    call: ['codebuild:StartBuild', { projectName: 'proj' }],
    edit: [
      ['codebuild:DeleteProject', { name: 'proj' }],
      ['codebuild:CreateProject', project('evil')],
    ],
  },
  'a job of Glue': {
    made: [['glue:CreateJob', { Name: 'g', Role: role, Command: { Name: 'glueetl', ScriptLocation: 's3://good/a.py' } }]],
    call: ['glue:StartJobRun', { JobName: 'g' }],
    edit: [
      ['glue:DeleteJob', { JobName: 'g' }],
      ['glue:CreateJob', { Name: 'g', Role: role, Command: { Name: 'glueetl', ScriptLocation: 's3://evil/a.py' } }],
    ],
  },
  'a pipeline': {
    made: [
      [
        'iam:UpdateAssumeRolePolicy',
        {
          RoleName: 'machine',
          PolicyDocument:
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"codepipeline.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
        },
      ],
      ['codepipeline:CreatePipeline', { pipeline: pipeline('good') }],
    ],
    call: ['codepipeline:StartPipelineExecution', { name: 'p' }],
    edit: [['codepipeline:UpdatePipeline', { pipeline: pipeline('evil') }]],
  },
};

const catalog = readCatalog();
const upstream = createUpstream({ now: () => new Date().toISOString() });
const roles = {
  assume: async () => ({ accessKeyId: 'AKIATEST', secretAccessKey: 'test', expiresAt: '2099-01-01T00:00:00.000Z' }),
};
let moto: Moto | undefined;
before(async () => {
  if (onPath('moto_server')) moto = await startMoto();
});
after(() => moto?.stop());

for (const [name, { made, call, edit }] of Object.entries(kinds)) {
  test(`${name} is one thing until it is edited`, needs('moto_server'), async () => {
    for (const each of made) await done(each);

    const [first, second] = [await hashes(call), await hashes(call)];
    for (const each of edit) await done(each);
    const edited = await hashes(call);

    assert.ok(first.length > 0);
    assert.ok(
      [...first, ...edited].every((hash) => hash !== undefined),
      'it could not be read',
    );
    assert.deepEqual(second, first);
    assert.notDeepEqual(edited, first);
  });
}

function connection(): Connection {
  const roleArn = `arn:aws:iam::${account}:role/r`;
  return {
    kind: 'aws',
    name: 'moto',
    account,
    regions: [region],
    roles: [{ arn: roleArn, groups: ['engineers'], narrow: 'service' }],
    wait: 'hold',
    mode: 'enforce',
    ...(moto === undefined ? {} : { endpoint: moto.url }),
  };
}

async function done([call, parameters]: Named): Promise<void> {
  const [service = '', operation = ''] = call.split(':');
  const answered = await readByRole(connection(), region, { service, operation, parameters }, { catalog, roles, upstream });
  const { status, body } = answered?.reply ?? {};
  assert.ok(status !== undefined && status < 300, `${call}: ${status} ${Buffer.from(body ?? []).toString()}`);
}

async function hashes([name, parameters]: Named): Promise<readonly (string | undefined)[]> {
  const [service = '', operation = ''] = name.split(':');
  const reader = createReferenceReader({ catalog, roles, upstream, hashKey: new Uint8Array(32) });
  const references = mutableReferences({ ...sampleApproval().call, service, operation, parameters });
  const reads = references.flatMap((reference) => reference.reads);
  return Promise.all(reads.map((read) => reader.read(connection(), region, read)));
}
