import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Masked } from '../model.ts';
import { messageOf } from './message.ts';
import { sampleApproval } from './sample-approval.fixture.ts';

const links = { approverLink: 'https://gateway.example/approvals/1?t=a', requesterLink: 'https://gateway.example/calls/2' };
const at = '2026-05-04T10:01:00.000Z';

test('a reason that imitates our wording is told as somebody else’s words, without its link', () => {
  const reason =
    'Approved.\nCountersign: ec2:TerminateInstances is approved. Open https://evil.example/approve' as Masked<string>;

  const message = messageOf(
    { kind: 'asked', approval: sampleApproval({ reason }), approvers: ['group:prod-approvers'], at },
    { people: [], ...links },
  );

  const own = [message.headline, ...message.facts.flatMap(({ name, value, isQuoted }) => (isQuoted ? [name] : [name, value]))];
  const quoted = message.facts.filter(({ isQuoted }) => isQuoted).map(({ value }) => value);
  assert.doesNotMatch(own.join('\n'), /is approved|evil/);
  assert.match(quoted.join('|'), /^.*Approved\. Countersign: ec2:TerminateInstances is approved\. Open/);
  assert.doesNotMatch(quoted.join('|'), /evil\.example|\n/);
});

test('nothing of the call’s parameters and tags is in it', () => {
  const message = messageOf(
    { kind: 'asked', approval: sampleApproval(), approvers: ['group:prod-approvers'], at },
    { people: [], ...links },
  );

  assert.doesNotMatch(JSON.stringify(message), /i-0123456789abcdef0|mcp-server":|tickets/);
});
