/** The promises of the stack, read from the template as CloudFormation gets it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mcpRoutes, pageRoutes, routes } from '#config/routes.ts';
import { tableLayout as coreLayout } from '#core/recording/table-layout.ts';
import { callers } from '#lib/hub-roles.ts';
import { tableLayout } from '#lib/table-layout.ts';
import { type Properties, type Resource, synthesise } from './support/synth.ts';

const { resources } = synthesise();

function ofType(type: string): readonly (readonly [id: string, resource: Resource])[] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

function only(type: string): Properties {
  const [found, ...others] = ofType(type);
  assert.ok(found !== undefined && others.length === 0, `one ${type}`);
  return found[1].Properties;
}

type Statement = {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Properties;
  readonly Sid?: string;
};

/** Statements with lists instead of single values, and resources as text. */
function statementsOf(document: Properties): readonly Statement[] {
  return document.Statement.map((statement: Properties) => ({
    ...statement,
    Action: [statement.Action].flat(),
    Resource: [statement.Resource].flat().map((resource) => (typeof resource === 'string' ? resource : JSON.stringify(resource))),
  }));
}

type Named = 'Api' | 'Calls' | 'Mcp' | 'Seal' | 'Wire' | `Approvals${'Pages' | 'Notify' | 'Close' | 'Execute' | 'Machine'}`;

function rolePolicy(functionName: Named): readonly Statement[] {
  const [found] = ofType('AWS::IAM::Policy').filter(([id]) => id.startsWith(`${functionName}Policy`));
  assert.ok(found !== undefined);
  return statementsOf(found[1].Properties.PolicyDocument);
}

const allowed = (statements: readonly Statement[]) =>
  statements.flatMap((statement) => (statement.Effect === 'Allow' ? statement.Action : [])).sort();

test('the table of the stack is the one that the adapters use', () => {
  assert.deepEqual(tableLayout, coreLayout);
});

test('what holds state keeps its logical id, so that no upgrade replaces it', () => {
  const stateful = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'];
  const found = Object.entries(resources).filter(([, { Type }]) => stateful.includes(Type));

  assert.deepEqual(Object.fromEntries(found.map(([id, { Type }]) => [id, Type])), {
    AccessLogBucket: 'AWS::S3::Bucket',
    GatewayKey: 'AWS::KMS::Key',
    Keyring: 'AWS::SecretsManager::Secret',
    RecordBucket: 'AWS::S3::Bucket',
    RecordTable: 'AWS::DynamoDB::Table',
    SigningKey: 'AWS::KMS::Key',
  });
});

test('in production nothing that holds state is deleted with the stack', () => {
  for (const id of ['AccessLogBucket', 'GatewayKey', 'Keyring', 'RecordBucket', 'RecordTable', 'SigningKey']) {
    assert.equal(resources[id]?.DeletionPolicy, 'Retain', id);
    assert.equal(resources[id]?.UpdateReplacePolicy, 'Retain', id);
  }
  assert.equal(resources.RecordTable?.Properties.DeletionProtectionEnabled, true);
});

test('a dev stage destroys cleanly: nothing is kept, locked or protected', () => {
  const dev = synthesise({ stage: 'dev' }).resources;

  for (const [id, { Type, DeletionPolicy }] of Object.entries(dev)) {
    if (Type.startsWith('AWS::Logs') || Type.startsWith('AWS::DynamoDB') || Type.startsWith('AWS::S3::Bucket')) {
      assert.notEqual(DeletionPolicy, 'Retain', id);
    }
  }
  assert.equal(dev.RecordTable?.Properties.DeletionProtectionEnabled, false);
  assert.equal(dev.RecordBucket?.Properties.ObjectLockEnabled, undefined);
  assert.equal(Object.values(dev).filter(({ Type }) => Type === 'Custom::S3AutoDeleteObjects').length, 2);
});

test('the table is encrypted with our key, recovers to any second, streams both images, and lets items expire', () => {
  const table = only('AWS::DynamoDB::Table');

  assert.deepEqual(table.SSESpecification.KMSMasterKeyId, { 'Fn::GetAtt': ['GatewayKey', 'Arn'] });
  assert.equal(table.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, true);
  assert.equal(table.StreamSpecification.StreamViewType, 'NEW_AND_OLD_IMAGES');
  assert.deepEqual(table.TimeToLiveSpecification, { AttributeName: 'expiresAt', Enabled: true });
});

test('the record’s bucket is locked, versioned, closed to the public, and speaks TLS alone', () => {
  const bucket = resources.RecordBucket?.Properties;
  const policies = ofType('AWS::S3::BucketPolicy').map(([, { Properties }]) => statementsOf(Properties.PolicyDocument));

  assert.deepEqual(bucket.ObjectLockConfiguration.Rule.DefaultRetention, { Mode: 'GOVERNANCE', Days: 400 });
  assert.equal(bucket.VersioningConfiguration.Status, 'Enabled');
  assert.deepEqual(new Set(Object.values(bucket.PublicAccessBlockConfiguration)), new Set([true]));
  assert.equal(policies.length, 2);
  for (const statements of policies) {
    const conditions = statements.filter(({ Effect }) => Effect === 'Deny').map(({ Condition }) => JSON.stringify(Condition));
    assert.ok(conditions.includes('{"Bool":{"aws:SecureTransport":"false"}}'));
    assert.ok(conditions.includes('{"NumericLessThan":{"s3:TlsVersion":1.2}}'));
  }
});

test('compliance mode comes from the operator’s file', () => {
  const recording = { hotDays: 1, retentionDays: 3000, objectLock: 'compliance', webhooks: [] } as const;

  const bucket = synthesise({ recording }).resources.RecordBucket?.Properties;

  assert.deepEqual(bucket.ObjectLockConfiguration.Rule.DefaultRetention, { Mode: 'COMPLIANCE', Days: 3000 });
});

test('every route of the table is served, and exactly those without an authorizer are open', () => {
  const served = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
    Properties.RouteKey,
    Properties.AuthorizationType === 'JWT' && Properties.AuthorizerId !== undefined ? 'human' : 'none',
  ]);

  const wanted = [...routes, ...pageRoutes, ...mcpRoutes].map(({ method, path, authorizer }) => [
    `${method} ${path}`,
    authorizer,
  ]);
  assert.deepEqual(served.toSorted(), wanted.toSorted());
  assert.ok(!served.some(([key]) => key === '$default'));
});

test('calls by JSON go to the function that may make them, and nothing else does', () => {
  const targets = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
    const integration = resources[Properties.Target['Fn::Join'][1][1].Ref]?.Properties.IntegrationUri['Fn::GetAtt'][0];
    return [Properties.RouteKey, integration.replace(/Function[0-9A-F]{8}$/, '')];
  });

  assert.deepEqual(
    targets.filter(([, name]) => name === 'Calls'),
    [['POST /v1/calls', 'Calls']],
  );
  assert.deepEqual(
    targets.filter(([, name]) => name === 'ApprovalsPages').map(([key]) => key),
    pageRoutes.map(({ method, path }) => `${method} ${path}`),
  );
  assert.deepEqual(
    targets.filter(([, name]) => name === 'Mcp').map(([key]) => key),
    mcpRoutes.map(({ method, path }) => `${method} ${path}`),
  );
});

test('the authorizer is the first issuer of people', () => {
  assert.deepEqual(only('AWS::ApiGatewayV2::Authorizer').JwtConfiguration, {
    Issuer: 'https://acme.okta.com/oauth2/default',
    Audience: ['countersign'],
  });
});

test('every open route has a throttle of its own, below that of all', () => {
  const stage = only('AWS::ApiGatewayV2::Stage');
  const open = [...routes, ...pageRoutes, ...mcpRoutes]
    .filter(({ authorizer }) => authorizer === 'none')
    .map(({ method, path }) => `${method} ${path}`);

  assert.deepEqual(Object.keys(stage.RouteSettings).toSorted(), open.toSorted());
  for (const { ThrottlingRateLimit } of Object.values<Properties>(stage.RouteSettings)) {
    assert.ok(ThrottlingRateLimit > 0 && ThrottlingRateLimit < stage.DefaultRouteSettings.ThrottlingRateLimit);
  }
});

test('the access log tells the route and never the path, the query or a header', () => {
  const { Format } = only('AWS::ApiGatewayV2::Stage').AccessLogSettings;

  assert.deepEqual([...Format.matchAll(/\$context\.([A-Za-z.]+)/g)].map((match) => match[1]).toSorted(), [
    'identity.sourceIp',
    'integrationErrorMessage',
    'requestId',
    'requestTime',
    'responseLatency',
    'responseLength',
    'routeKey',
    'status',
  ]);
});

test('the wire streams and authenticates nobody in front of its handler', () => {
  const url = only('AWS::Lambda::Url');

  assert.equal(url.AuthType, 'NONE');
  assert.equal(url.InvokeMode, 'RESPONSE_STREAM');
});

test('only what makes calls may assume roles: those of spokes, and none of this account', () => {
  const holders = ofType('AWS::IAM::Policy').filter(([, resource]) => JSON.stringify(resource).includes('"sts:'));
  const [assume, never] = rolePolicy('Wire').filter(({ Action }) => Action.some((action) => action.startsWith('sts:')));

  assert.deepEqual(holders.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).toSorted(), [
    'ApprovalsExecutePolicy',
    'CallsPolicy',
    'McpPolicy',
    'WirePolicy',
  ]);
  assert.deepEqual(assume?.Action, ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']);
  assert.match(assume?.Resource.join() ?? '', /:iam::\*:role\/countersign\/\*/);
  assert.equal(never?.Effect, 'Deny');
  assert.match(never?.Resource.join() ?? '', /"AWS::AccountId"},":role\/\*"/);
});

test('every function has a role of its own on the path that spokes trust', () => {
  const roles = ofType('AWS::IAM::Role')
    .filter(([id]) => !id.startsWith('ApprovalsMachineRole'))
    .map(([, { Properties }]) => Properties);
  const used = ofType('AWS::Lambda::Function').map(([, { Properties }]) => JSON.stringify(Properties.Role));

  assert.equal(new Set(used).size, used.length);
  assert.equal(roles.length, used.length);
  for (const role of roles) {
    assert.equal(role.Path, role.RoleName === undefined ? '/countersign-hub/' : '/countersign-hub/callers/');
    assert.equal(role.ManagedPolicyArns, undefined);
  }
});

test('what spokes trust are the roles that may assume theirs, by the names that they have', () => {
  const named = ofType('AWS::IAM::Role').flatMap(([, { Properties }]) => Properties.RoleName ?? []);
  const assuming = ofType('AWS::IAM::Policy').filter(([, resource]) => JSON.stringify(resource).includes('"sts:AssumeRole"'));

  assert.equal(assuming.length, named.length);
  assert.deepEqual(named.toSorted(), callers.map((caller) => `Countersign-${caller}`).toSorted());
});

test('a role may do what its handler does, and nothing else', () => {
  const shared = ['kms:Decrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];
  const log = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  const reads = ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Query'];
  const both = ['dynamodb:GetItem', 'dynamodb:PutItem', 'secretsmanager:GetSecretValue', ...shared, ...log];
  const sts = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];

  const receipts = ['dynamodb:GetItem', 'dynamodb:Query', 'kms:Decrypt', 's3:GetObject'];

  const calling = ['kms:GenerateDataKey', 's3:PutObject', 'lambda:InvokeFunction', ...sts];
  const changing = [
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'states:SendTaskSuccess',
  ];
  const asking = [...changing, 'states:StartExecution'];
  const telling = ['secretsmanager:GetSecretValue', 'ses:SendEmail'];

  assert.deepEqual(allowed(rolePolicy('Api')), [...both, ...asking, ...telling, ...reads, ...receipts].sort());
  assert.deepEqual(allowed(rolePolicy('Wire')), [...both, ...asking, ...calling].sort());
  assert.deepEqual(allowed(rolePolicy('Calls')), [...allowed(rolePolicy('Wire')), ...reads].sort());
  assert.deepEqual(allowed(rolePolicy('Mcp')), allowed(rolePolicy('Calls')));
  assert.deepEqual(allowed(rolePolicy('ApprovalsPages')), [...both, ...changing].sort());
  assert.deepEqual(allowed(rolePolicy('ApprovalsNotify')), [...both, ...changing, ...telling].sort());
  assert.deepEqual(allowed(rolePolicy('ApprovalsClose')), [...both, ...changing, ...telling].sort());
  assert.deepEqual(allowed(rolePolicy('ApprovalsExecute')), [...both, ...changing, ...calling].sort());
});

test('the machine is the shipped file with its functions in it, and nothing of an execution is logged', () => {
  const machine = only('AWS::StepFunctions::StateMachine');
  const shipped = JSON.parse(readFileSync(new URL('../../statemachines/approval.asl.json', import.meta.url), 'utf8'));
  const named = [...JSON.stringify(shipped).matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]);

  assert.deepEqual(JSON.parse(machine.DefinitionString), shipped);
  assert.deepEqual(Object.keys(machine.DefinitionSubstitutions).toSorted(), [...new Set(named)].toSorted());
  assert.equal(machine.StateMachineType, 'STANDARD');
  assert.deepEqual(
    [machine.LoggingConfiguration.Level, machine.LoggingConfiguration.IncludeExecutionData, machine.TracingConfiguration.Enabled],
    ['ALL', false, true],
  );
});

test('the machine may invoke its three functions, and its role enters no account', () => {
  const [role] = ofType('AWS::IAM::Role').filter(([id]) => id.startsWith('ApprovalsMachineRole'));
  const [invoking, ...others] = rolePolicy('ApprovalsMachine').filter(({ Action }) => Action.includes('lambda:InvokeFunction'));

  assert.equal(role?.[1].Properties.Path, '/countersign-machine/');
  assert.equal(others.length, 0);
  assert.deepEqual(invoking?.Resource.map((resource) => /Approvals(\w+?)Function/.exec(resource)?.[1]).toSorted(), [
    'Close',
    'Execute',
    'Notify',
  ]);
});

test('every function that wakes the machine knows it by the name that it has', () => {
  const { StateMachineName: name } = only('AWS::StepFunctions::StateMachine');
  const told = ofType('AWS::Lambda::Function').flatMap(([, { Properties }]) => {
    const arn = Properties.Environment.Variables.COUNTERSIGN_STATE_MACHINE_ARN;
    return arn === undefined ? [] : [JSON.stringify(arn)];
  });

  assert.equal(told.length, 8);
  assert.ok(told.every((arn) => arn.includes(`:stateMachine:${name}"`)));
});

test('a stored call is read where it is made and ended, and what waits of it is written by no page', () => {
  const touching = (name: Named, action: string) =>
    rolePolicy(name)
      .filter(({ Action }) => Action.includes(action))
      .some(({ Condition }) => JSON.stringify(Condition ?? {}).includes('#C#*'));

  for (const name of ['Calls', 'Mcp', 'ApprovalsExecute', 'ApprovalsClose', 'Api'] as const)
    assert.ok(touching(name, 'dynamodb:PutItem'), name);
  for (const name of ['Wire', 'ApprovalsPages', 'ApprovalsNotify'] as const) assert.ok(!touching(name, 'dynamodb:PutItem'), name);
});

test('mail is sent from the operator’s address alone, and only the secrets of its channels are read', () => {
  const statements = rolePolicy('ApprovalsNotify');
  const mail = statements.find(({ Action }) => Action.includes('ses:SendEmail'));
  const secrets = statements.filter(({ Sid }) => Sid === 'ReadSecrets').flatMap(({ Resource }) => Resource);

  assert.deepEqual(mail?.Condition, { StringEquals: { 'ses:FromAddress': ['countersign@acme.example'] } });
  assert.deepEqual(mail?.Resource.map((resource) => /identity\/([\w@.]+)/.exec(resource)?.[1]).toSorted(), [
    'acme.example',
    'countersign@acme.example',
  ]);
  assert.deepEqual(secrets, ['arn:aws:secretsmanager:eu-west-1:999999999999:secret:countersign/slack-AbCdEf']);
});

test('no role has an action with a wildcard, or a resource with one that has no reason', () => {
  const statements = [...rolePolicy('Api'), ...rolePolicy('Wire')].filter(({ Effect }) => Effect === 'Allow');
  const wild = statements.flatMap(({ Resource }) => Resource).filter((resource) => resource.includes('*'));

  assert.deepEqual(
    statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*')),
    [],
  );
  assert.deepEqual(
    wild.map((resource) => /(\/bodies\/|\/events\/|role\/countersign\/)/.exec(resource)?.[0]),
    ['/bodies/', '/events/', '/bodies/', 'role/countersign/'],
  );
});

test('only the API and the pages may write what is cut off', () => {
  const puts = (name: 'Api' | 'Wire') =>
    JSON.stringify(
      rolePolicy(name)
        .filter(({ Sid }) => Sid === 'PutItems')
        .map(({ Condition }) => Condition),
    );

  assert.ok(puts('Api').includes('#V#*'));
  assert.ok(!puts('Wire').includes('#V#*'));
  assert.ok(puts('Wire').includes('"Null":{"dynamodb:LeadingKeys":"false"}'));
});

/** By action, the partitions in which it is allowed. */
const allowedChanges: Readonly<Record<string, readonly string[]>> = { DeleteItem: ['A', 'K'], BatchWriteItem: ['A'] };

test('nobody may change or delete an event', () => {
  const statements = statementsOf(only('AWS::DynamoDB::Table').ResourcePolicy.PolicyDocument);
  const never = statements.find(({ Sid }) => Sid === 'AnEventIsNeverChanged');
  assert.equal(never?.Effect, 'Deny');
  for (const action of ['DeleteItem', 'UpdateItem', 'BatchWriteItem', 'PartiQLDelete', 'PartiQLUpdate']) {
    assert.ok(never?.Action.includes(`dynamodb:${action}`), action);
    const holders = ofType('AWS::IAM::Policy').filter(([, resource]) =>
      JSON.stringify(resource).includes(`"dynamodb:${action}"`),
    );
    const statements = holders.flatMap(([, { Properties }]) => statementsOf(Properties.PolicyDocument));
    const changing = statements.filter(({ Action }) => Action.includes(`dynamodb:${action}`));
    const partitions = changing.map(
      ({ Condition }) => /#([A-Z])#\*/.exec(JSON.stringify(Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys']))?.[1],
    );
    // The sealer forgets what it noted; approvals leave the lists of what is open.
    assert.deepEqual([...new Set(partitions)].toSorted(), allowedChanges[action] ?? [], action);
  }
  const keys = JSON.stringify(never?.Condition['ForAnyValue:StringLike']['dynamodb:LeadingKeys']);
  assert.match(keys, /#S#\*.*#N#\*/);
});

test('table, bucket and keyring refuse everybody but the functions that use them', () => {
  const guarded = [
    statementsOf(only('AWS::DynamoDB::Table').ResourcePolicy.PolicyDocument),
    statementsOf(only('AWS::SecretsManager::ResourcePolicy').ResourcePolicy),
    ...ofType('AWS::S3::BucketPolicy').map(([, { Properties }]) => statementsOf(Properties.PolicyDocument)),
  ];

  const named = guarded.flatMap((statements) =>
    statements.flatMap(({ Effect, Condition }) =>
      Effect === 'Deny' ? (Condition.StringNotEquals?.['aws:PrincipalArn'] ?? []).length : 0,
    ),
  );
  assert.deepEqual(named.filter((count) => count > 0).toSorted(), [6, 8, 9]);
});

test('the sealer wakes on the stream with both images, cuts bad batches in two, and loses none without a trace', () => {
  const stream = only('AWS::Lambda::EventSourceMapping');

  assert.equal(stream.BisectBatchOnFunctionError, true);
  assert.equal(stream.StartingPosition, 'TRIM_HORIZON');
  assert.ok(stream.MaximumBatchingWindowInSeconds <= 60 && stream.MaximumRetryAttempts > 0);
  assert.match(JSON.stringify(stream.DestinationConfig.OnFailure.Destination), /DeadLetters/);
  assert.equal(only('AWS::Events::Rule').ScheduleExpression, 'rate(5 minutes)');
  assert.equal(only('AWS::Events::Rule').Targets[0].Input, '{"kind":"tick"}');
});

test('the sealer may do what it does, deletes in its own partition alone, and it alone signs', () => {
  const statements = rolePolicy('Seal');
  const deleting = statements.filter(({ Action }) => Action.includes('dynamodb:DeleteItem'));
  const signers = ofType('AWS::IAM::Policy').filter(([, resource]) => JSON.stringify(resource).includes('"kms:Sign"'));
  const signing = statementsOf(resources.SigningKey?.Properties.KeyPolicy).filter(({ Action }) => Action.includes('kms:Sign'));

  assert.equal(deleting.length, 1);
  assert.deepEqual(
    deleting[0]?.Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'].map((key: object) => JSON.stringify(key)),
    ['{"Fn::Join":["",[{"Ref":"AWS::AccountId"},"#K#*"]]}'],
  );
  assert.deepEqual(allowed(statements), [
    'dynamodb:BatchGetItem',
    'dynamodb:DeleteItem',
    'dynamodb:DescribeStream',
    'dynamodb:GetItem',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    'dynamodb:PutItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:Query',
    'dynamodb:Scan',
    'events:PutEvents',
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKey',
    'kms:GetPublicKey',
    'kms:Sign',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:PutObject',
    'sqs:SendMessage',
  ]);
  assert.deepEqual(
    signers.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')),
    ['SealPolicy'],
  );
  assert.equal(signing.length, 1);
  assert.equal(resources.SigningKey?.Properties.KeySpec, 'ECC_NIST_P256');
});

test('the key is used through its services alone, by nobody from another account', () => {
  const key = resources.GatewayKey?.Properties;
  const statements = statementsOf(key.KeyPolicy);
  const using = statements.filter(({ Action }) =>
    Action.some((action) => /Decrypt|Encrypt|GenerateDataKey|CreateGrant/.test(action)),
  );

  assert.equal(key.EnableKeyRotation, true);
  assert.equal(using.length, 1);
  assert.equal(using[0]?.Condition.StringEquals['kms:ViaService'].length, 3);
  assert.deepEqual(using[0]?.Condition.StringEquals['kms:CallerAccount'], { Ref: 'AWS::AccountId' });
  assert.ok(!statements.some(({ Action }) => Action.some((action) => action.includes('*'))));
});

test('the keyring is made where it lives, as the product reads it', () => {
  const { GenerateSecretString: made } = only('AWS::SecretsManager::Secret');

  assert.deepEqual(JSON.parse(made.SecretStringTemplate), { current: 'k1' });
  assert.equal(only('AWS::SecretsManager::Secret').SecretString, undefined);
  assert.deepEqual([made.GenerateStringKey, made.PasswordLength, made.ExcludePunctuation], ['k1', 64, true]);
});

test('every log ends, and functions run on arm64 under Node 24 with a share of concurrency', () => {
  for (const [id, { Properties }] of ofType('AWS::Logs::LogGroup')) assert.ok(Properties.RetentionInDays > 0, id);
  for (const [id, { Properties }] of ofType('AWS::Lambda::Function')) {
    assert.equal(Properties.Runtime, 'nodejs24.x', id);
    assert.deepEqual(Properties.Architectures, ['arm64'], id);
    assert.ok(Properties.ReservedConcurrentExecutions > 0, id);
  }
});

test('a front has the concurrency that the operator’s file reserves for it, and a dev stage reserves none', () => {
  const concurrency = { wire: 300, calls: 40, mcp: 30, api: 20 };
  const reserved = (change: Parameters<typeof synthesise>[0]) =>
    Object.entries(synthesise(change).resources).flatMap(([id, { Type, Properties }]) => {
      const [, name = ''] = /^(Wire|Calls|Mcp|Api)Function/.exec(id) ?? [];
      return Type === 'AWS::Lambda::Function' && name !== ''
        ? [[name.toLowerCase(), Properties.ReservedConcurrentExecutions]]
        : [];
    });

  assert.deepEqual(Object.fromEntries(reserved({ concurrency })), concurrency);
  assert.ok(reserved({ concurrency, stage: 'dev' }).every(([, places]) => places === undefined));
});

test('the CDK CLI is pinned to the version that reads our assemblies', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

  assert.equal(manifest.devDependencies['aws-cdk'], '2.1148.1');
});
