/** What the served stack holds calls against, by statements of known meaning. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Asked, isLike, speaksOf, statementsIn } from './iam.ts';

const asked = (context: Asked['context'] = {}): Asked => ({ action: 'dynamodb:PutItem', resource: 'arn:table/record', context });

function speaks(condition: object, context: Asked['context'] = {}): boolean {
  const Statement = { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: 'arn:table/*', Condition: condition };
  const [statement] = statementsIn({ Statement });
  assert.ok(statement !== undefined);
  return speaksOf(statement, asked(context));
}

test('a star stands for anything, and every other character for itself', () => {
  assert.ok(isLike('arn:aws:iam::*:role/countersign/*', 'arn:aws:iam::1:role/countersign/a/b'));
  assert.ok(isLike('a?c.d', 'abc.d'));
  assert.ok(!isLike('a.c', 'abc') && !isLike('ab', 'abc') && !isLike('', 'a'));
});

test('another action or resource is not spoken of', () => {
  const [statement] = statementsIn({ Statement: [{ Effect: 'Allow', Action: ['s3:Get*'], Resource: ['arn:a'] }] });
  assert.ok(statement !== undefined);

  assert.ok(speaksOf(statement, { action: 's3:GetObject', resource: 'arn:a', context: {} }));
  assert.ok(!speaksOf(statement, { action: 's3:PutObject', resource: 'arn:a', context: {} }));
  assert.ok(!speaksOf(statement, { action: 's3:GetObject', resource: 'arn:ab', context: {} }));
});

test('every condition must hold, and of a key that is not there only the negative ones do', () => {
  const key = { 'dynamodb:LeadingKeys': ['1#S#*', '1#N#*'] };
  const bound = { 'ForAllValues:StringLike': key, Null: { 'dynamodb:LeadingKeys': 'false' } };

  assert.ok(speaks(bound, { 'dynamodb:LeadingKeys': ['1#S#x', '1#N#y'] }));
  assert.ok(!speaks(bound, { 'dynamodb:LeadingKeys': ['1#S#x', '1#V#y'] }));
  assert.ok(!speaks(bound));
  assert.ok(speaks({ 'ForAllValues:StringLike': key }));
  assert.ok(!speaks({ StringEquals: { 'kms:ViaService': 's3' } }));
  assert.ok(speaks({ StringNotEquals: { 'aws:PrincipalArn': 'a' } }));
});

test('an operator that nobody taught it is an error, not a yes', () => {
  assert.throws(() => speaks({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), /IpAddress/);
});
