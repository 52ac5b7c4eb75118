/** One approval as it is asked for in tests: an engineer wants to end an MCP server. */

import type { Masked, Parameters } from '../model.ts';
import type { Approval } from './approval.ts';

const arn = 'arn:aws:ec2:eu-west-1:123456789012:instance/i-0123456789abcdef0';
const instance = { arn, service: 'ec2', type: 'instance', region: 'eu-west-1', account: '123456789012' };

export function sampleApproval(over: Partial<Approval> = {}): Approval {
  return {
    id: '01JZ0000000000000000000001',
    version: 1,
    state: 'pending',
    callId: '01JZ0000000000000000000002',
    session: '01JZ0000000000000000000003',
    channel: 'aws',
    sourceIp: '127.0.0.1',
    executor: 'caller',
    digest: 'd'.repeat(64),
    requester: {
      kind: 'user',
      id: 'dev:engineer',
      issuer: 'http://127.0.0.1:4180/issuer',
      subject: 'engineer',
      name: 'Erin Engineer',
      email: 'engineer@acme.example',
      personKey: 'engineer@acme.example',
    },
    connection: 'sandbox',
    role: 'arn:aws:iam::123456789012:role/countersign/engineer',
    call: {
      service: 'ec2',
      operation: 'TerminateInstances',
      region: 'eu-west-1',
      account: '123456789012',
      access: 'write',
      actions: ['ec2:TerminateInstances'],
      resources: [instance],
      resourcesKnown: true,
      parameters: { InstanceIds: ['i-0123456789abcdef0'] } as unknown as Masked<Parameters>,
      facts: [{ ...instance, tags: { 'mcp-server': 'tickets' }, tagsKnown: true }],
    },
    policies: [{ id: 'terminate-mcp-server', reason: 'Ending an MCP server needs an approval.' }],
    policyVersion: 'p'.repeat(64),
    reason: 'cleaning up' as Masked<string>,
    chains: [
      {
        name: 'production-change',
        expiresMinutes: 60,
        useWithinMinutes: 30,
        distinct: true,
        steps: [{ need: 1, from: ['group:prod-approvers'], escalateAfterMinutes: 20, escalateTo: ['group:sre-leads'] }],
      },
    ],
    verdicts: [],
    createdAt: '2026-05-04T10:00:00.000Z',
    expiresAt: '2026-05-04T11:00:00.000Z',
    told: { steps: [], escalated: [], reminders: 0, nudges: 0 },
    ...over,
  };
}
