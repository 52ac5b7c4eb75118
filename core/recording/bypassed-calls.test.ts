import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bypassedCalls, type Governed } from './bypassed-calls.ts';

const role = 'arn:aws:iam::123456789012:role/countersign/mcp-launcher';
const governed: Governed = { accounts: new Set(['123456789012']), roles: new Set([role]), recorded: new Set(['known']) };

function record(changes: object = {}, identity: object = {}) {
  return {
    eventTime: '2026-11-02T10:00:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'TerminateInstances',
    recipientAccountId: '123456789012',
    requestID: 'known',
    userIdentity: {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::123456789012:assumed-role/mcp-launcher/ada',
      sessionContext: { sessionIssuer: { arn: role }, sourceIdentity: 'ada.0123456789ab' },
      ...identity,
    },
    ...changes,
  };
}

const whys = (...records: readonly object[]) =>
  bypassedCalls(
    records.map((each) => JSON.parse(JSON.stringify(each))),
    governed,
  ).map(({ why }) => why);

test('a call of a governed role with its source identity that the record holds came through the gateway', () => {
  assert.deepEqual(whys(record()), []);
});

test('a governed role without a source identity was taken up by somebody else', () => {
  assert.deepEqual(whys(record({}, { sessionContext: { sessionIssuer: { arn: role } } })), ['no-source-identity']);
});

test('a call that the record does not hold is listed, and believed where no record is at hand', () => {
  assert.deepEqual(whys(record({ requestID: 'other' })), ['not-recorded']);
  const { recorded: _recorded, ...without } = governed;
  assert.deepEqual(bypassedCalls([record({ requestID: 'other' })], without), []);
});

test('any other identity in a governed account went past the gateway', () => {
  const user = { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/eve', sessionContext: {} };

  assert.deepEqual(whys(record({}, user)), ['other-identity']);
  assert.deepEqual(whys(record({ recipientAccountId: '999999999999' }, user)), []);
});

test('AWS’s services and the gateway taking up its role are no bypass', () => {
  const assuming = { eventName: 'AssumeRole', requestParameters: { roleArn: role, sourceIdentity: 'ada.0123456789ab' } };
  const hub = { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111111111111:role/hub' } } };

  assert.deepEqual(
    whys(record({}, { type: 'AWSService' }), record({}, { invokedBy: 'autoscaling.amazonaws.com' }), record(assuming, hub)),
    [],
  );
  assert.deepEqual(whys(record({ ...assuming, requestParameters: { roleArn: role } }, hub)), ['other-identity']);
});

test('what AWS does by itself is no call: its own events, insights, and roles that a service alone may take up', () => {
  const linked = 'arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling';
  const rotated = { eventType: 'AwsServiceEvent', userIdentity: { accountId: '123456789012', invokedBy: 'AWS Internal' } };

  assert.deepEqual(
    whys(
      record(rotated),
      record({}, { invokedBy: 'AWS Internal' }),
      record({ eventType: 'AwsCloudTrailInsight', userIdentity: undefined }),
      record({}, { sessionContext: { sessionIssuer: { arn: linked } } }),
    ),
    [],
  );
});

test('a sign-in to the console, the root user and an event without an identity went past the gateway', () => {
  const signIn = { eventType: 'AwsConsoleSignIn', eventName: 'ConsoleLogin', userIdentity: { type: 'IAMUser' } };

  assert.deepEqual(whys(record(signIn), record({ userIdentity: { type: 'Root' } }), record({ userIdentity: undefined })), [
    'other-identity',
    'other-identity',
    'other-identity',
  ]);
});

test('what the gateway reads for its facts is in no record; under that name nothing is changed', () => {
  const facts = { sessionContext: { sessionIssuer: { arn: role }, sourceIdentity: 'countersign-facts' } };

  assert.deepEqual(whys(record({ requestID: 'other', readOnly: true }, facts)), []);
  assert.deepEqual(whys(record({ requestID: 'other', readOnly: false }, facts), record({ requestID: 'other' }, facts)), [
    'not-recorded',
    'not-recorded',
  ]);
});
