/** The gateway's own account, and what a caller would do there if a connection led into it (threats 1): by a spoke's role, and by one of the hub that is no function's. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callers } from '#lib/hub-roles.ts';
import type { Asked } from '../served/iam.ts';
import { createPermissions, type Role } from '../served/permissions.ts';
import { resolveTemplate } from '../served/resolved-template.ts';
import { allowed, resources, rolePolicy } from '../support/hub.ts';

const account = '999999999999';
const template = resolveTemplate(resources, { account, region: 'eu-west-1' });
const permissions = createPermissions(template);
const table = template.attribute('RecordTable', 'Arn');
const approval = { 'dynamodb:LeadingKeys': [`${account}#A#approval#x`] };
const throughSecrets = { 'kms:ViaService': ['secretsmanager.eu-west-1.amazonaws.com'], 'kms:CallerAccount': [account] };

const attacks: Readonly<Record<string, Asked>> = {
  'reading the keyring': { action: 'secretsmanager:GetSecretValue', resource: template.ref('Keyring'), context: {} },
  'opening the keyring with its key': {
    action: 'kms:Decrypt',
    resource: template.attribute('GatewayKey', 'Arn'),
    context: throughSecrets,
  },
  'changing a function’s code': {
    action: 'lambda:UpdateFunctionCode',
    resource: template.ofType('AWS::Lambda::Function').map(({ id }) => template.attribute(id, 'Arn'))[0] ?? '',
    context: {},
  },
  'writing an approval': { action: 'dynamodb:PutItem', resource: table, context: approval },
  'sending a task success': {
    action: 'states:SendTaskSuccess',
    resource: template.ref(template.only('AWS::StepFunctions::StateMachine').id),
    context: {},
  },
  'signing a checkpoint': { action: 'kms:Sign', resource: template.attribute('SigningKey', 'Arn'), context: {} },
};

/** Where a call through a connection would come from. */
const strangers: readonly Role[] = [
  { arn: 'arn:aws:iam::123456789012:role/countersign/engineer', name: 'engineer' },
  { arn: `arn:aws:iam::${account}:role/countersign/engineer`, name: 'engineer' },
];

for (const [attack, asked] of Object.entries(attacks)) {
  test(`threats 1: ${attack} is refused to a caller, and the resource’s own policy allows nobody else`, () => {
    for (const stranger of strangers) assert.equal(permissions.allow(stranger, asked), false, stranger.arn);
  });
}

test('threats 1: what guards itself refuses even whoever may do everything in the account', () => {
  const guarded = ['reading the keyring', 'writing an approval', 'signing a checkpoint'];
  const everything = { Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' } as const;
  const administrator: Role = { arn: `arn:aws:iam::${account}:role/Administrator`, name: 'Administrator' };
  const policy = {
    Type: 'AWS::IAM::Policy',
    Properties: { Roles: [administrator.name], PolicyDocument: { Statement: [everything] } },
  };
  const open = createPermissions(resolveTemplate({ ...resources, Open: policy }, { account, region: 'eu-west-1' }));

  for (const attack of guarded) {
    const asked = attacks[attack] ?? assert.fail(attack);
    assert.equal(open.allow(administrator, asked), false, attack);
  }
  // It does look: what has no policy of its own is the administrator's.
  assert.equal(open.allow(administrator, attacks['changing a function’s code'] ?? assert.fail()), true);
});

test('threats 1: no function may enter a role of its own account, and none may change code', () => {
  const role = `arn:aws:iam::${account}:role/countersign/engineer`;
  for (const caller of callers) {
    const found = template.ofType('AWS::IAM::Role').find(({ properties }) => properties.RoleName === `Countersign-${caller}`);
    const own = { arn: template.attribute(found?.id ?? '', 'Arn'), name: `Countersign-${caller}` };
    assert.equal(permissions.allow(own, { action: 'sts:AssumeRole', resource: role, context: {} }), false, caller);
  }
  for (const name of ['Api', 'Calls', 'Mcp', 'Seal', 'Wire', 'ApprovalsExecute'] as const) {
    assert.doesNotMatch(allowed(rolePolicy(name)).join(' '), /lambda:(?!InvokeFunction\b)/, name);
  }
});
