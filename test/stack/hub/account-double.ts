/** The account of a served stack refuses what a role may not, and notices what it never did. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedOf } from '../served/asked-of.ts';
import { createPermissions, type Role } from '../served/permissions.ts';
import { resolveTemplate } from '../served/resolved-template.ts';
import { resources } from '../support/hub.ts';

const place = { account: '999999999999', region: 'eu-west-1' } as const;
const template = resolveTemplate(resources, place);
const TableName = template.ref('RecordTable');

/** The role of the function whose id begins so. */
function roleOf(name: string): Role {
  const found = template.ofType('AWS::Lambda::Function').find(({ id }) => id.startsWith(`${name}Function`));
  const arn: string = found?.properties.Role;
  return { arn, name: arn.split('/').at(-1) ?? '' };
}

function tries(role: string, name: string, parameters: Parameters<typeof askedOf>[0]['parameters']) {
  const permissions = createPermissions(template);
  const before = permissions.unused().length;
  const answers = askedOf({ name, parameters }, { ...place, template }).map((asked) => permissions.allow(roleOf(role), asked));
  return {
    isAllowed: answers.every((isYes) => isYes),
    refused: permissions.refused(),
    used: before - permissions.unused().length,
  };
}

const item = (letter: string) => ({ TableName, Item: { pk: { S: `${place.account}#${letter}#x` }, sk: { S: 'x' } } });

test('what a role may is let through, and noted with the use of the key that it needs', () => {
  const { isAllowed, refused, used } = tries('Wire', 'dynamodb:PutItem', item('S'));

  assert.deepEqual([isAllowed, refused, used], [true, [], 5]);
});

test('what it may not is refused by name: another partition, another action, another role', () => {
  const revocation = tries('Wire', 'dynamodb:PutItem', item('V'));
  const removal = tries('Wire', 'dynamodb:DeleteItem', { TableName, Key: item('S').Item });
  const role = tries('Api', 'sts:AssumeRole', { RoleArn: 'arn:aws:iam::123456789012:role/countersign/engineer' });

  assert.deepEqual(revocation.refused, ['Wire: dynamodb:PutItem on table/Countersign-RecordTable of revocation']);
  assert.equal(removal.isAllowed, false);
  assert.deepEqual(role.refused, ['Api: sts:AssumeRole on role/countersign/engineer']);
});

test('a statement that denies beats one that allows, and so does a resource’s own', () => {
  const own = tries('Wire', 'sts:AssumeRole', { RoleArn: `arn:aws:iam::${place.account}:role/countersign/x` });
  const foreign = createPermissions(template).allow(
    { arn: 'arn:aws:iam::999999999999:role/else', name: roleOf('Wire').name },
    { action: 'secretsmanager:GetSecretValue', resource: template.ref('Keyring'), context: {} },
  );

  assert.equal(own.isAllowed, false);
  assert.equal(foreign, false);
});

test('an operation that the functions are not known to use is an error', () => {
  assert.throws(() => tries('Wire', 'dynamodb:UpdateItem', item('S')), /UpdateItem/);
});
