/** A message as notifiers get it. */

import type { Message } from '#core/approval/message.ts';

export function sampleMessage(over: Partial<Message> = {}): Message {
  return {
    id: '01JZ0000000000000000000001-asked-2026-05-04T10:00:00.000Z',
    kind: 'asked',
    approvalId: '01JZ0000000000000000000001',
    at: '2026-05-04T10:00:00.000Z',
    headline: 'ec2:TerminateInstances waits for approval',
    facts: [
      { name: 'Who asks', value: 'Erin <engineer@acme.example>', isQuoted: true },
      { name: 'Where', value: 'sandbox, account 123456789012, eu-west-1', isQuoted: false },
      { name: 'Their reason', value: '<!channel> *urgent* <b>now</b> & "soon"', isQuoted: true },
    ],
    approvers: [{ email: 'approver@acme.example', slack: 'U00APPROVER1' }, { email: 'approver-2@acme.example' }],
    requester: { email: 'engineer@acme.example' },
    approverLink: 'https://gate.example/approvals/01JZ0000000000000000000001?t=k1.abc.def',
    requesterLink: 'https://gate.example/calls/01JZ0000000000000000000002',
    places: {},
    ...over,
  };
}
