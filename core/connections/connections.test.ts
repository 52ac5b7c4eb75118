import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../errors.ts';
import type { Connection, Principal, Role } from '../model.ts';
import { chooseConnection, chooseRole, openConnections } from './open-roles.ts';

const launcher: Role = { arn: 'arn:aws:iam::123456789012:role/countersign/launcher', groups: ['engineers'], narrow: 'service' };
const admin: Role = { arn: 'arn:aws:iam::123456789012:role/countersign/admin', groups: ['admins'], narrow: 'service' };
const connection: Connection = {
  kind: 'aws',
  name: 'prod',
  account: '123456789012',
  regions: ['eu-west-1'],
  roles: [admin, launcher],
  wait: 'hold',
  mode: 'enforce',
};
const engineer: Principal = {
  kind: 'user',
  id: 'okta:ann',
  issuer: 'https://idp.example',
  subject: 'ann',
  groups: ['engineers'],
  isMfa: true,
  claims: {},
};
function refusal(run: () => unknown): GatewayError {
  try {
    run();
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new assert.AssertionError({ message: 'expected a GatewayError' });
}

test('a principal gets the first role that lists one of its groups', () => {
  assert.equal(chooseRole(connection, engineer).arn, launcher.arn);
});

test('a role is asked for by its ARN or its last name, and only an open one is given', () => {
  assert.equal(chooseRole(connection, engineer, 'launcher').arn, launcher.arn);
  assert.equal(refusal(() => chooseRole(connection, engineer, 'admin')).code, 'unknown-connection');
});

test('a connection that is nothing to the principal is as unknown as one that does not exist', () => {
  const stranger = { ...engineer, groups: [] };

  const foreign = refusal(() => chooseConnection([connection], 'prod', stranger));
  const missing = refusal(() => chooseConnection([connection], 'nosuch', stranger));

  assert.equal(foreign.message, missing.message);
  assert.deepEqual(openConnections([connection], stranger), []);
});
