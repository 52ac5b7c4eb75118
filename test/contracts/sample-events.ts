/** Drafts, times and ids for the suites of the record: the same on every run. */

import { encodeTime } from 'ulid';
import type { Masked, Principal } from '#core/model.ts';
import type { NewId, Now } from '#core/ports.ts';
import type { EventDraft } from '#core/recording/draft.ts';

/** Stands for the masking that these suites are not about. */
export function asMasked<T>(value: T): Masked<T> {
  return value as Masked<T>;
}

export function principalNamed(name: string, groups: readonly string[] = ['engineers']): Principal {
  return {
    kind: 'user',
    id: `local:${name}`,
    issuer: 'http://127.0.0.1:4180/issuer',
    subject: name,
    name,
    email: `${name}@acme.example`,
    groups,
    isMfa: true,
    claims: {},
  };
}

/** An outcome of a `DescribeInstances` that was allowed, with what the test says otherwise. */
export function draftOf(changes: Partial<EventDraft> = {}): EventDraft {
  return {
    kind: 'outcome',
    channel: 'aws',
    callId: 'CALL0000000000000000000001',
    sourceIp: '127.0.0.1',
    client: asMasked('aws-cli/2.31.0 md/awscrt#0.27.6'),
    principal: principalNamed('engineer'),
    session: 'SESSION0000000000000000001',
    connection: 'mcp-prod',
    call: callOf('ec2', 'DescribeInstances'),
    decision: { outcome: 'allow', policies: [{ id: 'everybody-reads', reason: 'Everybody may read.' }], policyVersion: 'f00d' },
    answer: { outcome: 'success', httpStatus: 200, latencyMs: 12, upstreamRequestId: 'aws-request-1' },
    ...changes,
  };
}

export function callOf(service: string, operation: string, changes: Partial<NonNullable<EventDraft['call']>> = {}) {
  return {
    service,
    operation,
    region: 'eu-west-1',
    account: '123456789012',
    access: 'list',
    actions: [`${service}:${operation}`],
    resources: [],
    resourcesKnown: true,
    parameters: asMasked({ MaxResults: 5 }),
    ...changes,
  } as const;
}

export function resourceNamed(arn: string) {
  return { arn, service: 'ec2', type: 'instance', region: 'eu-west-1', account: '123456789012' } as const;
}

/** A clock that moves by one step each time it is read, with ULIDs of the same time that rise. */
export function sampleTime(
  start = '2026-11-02T10:00:00.000Z',
  stepMilliseconds = 1000,
): { readonly now: Now; readonly newId: NewId } {
  let time = Date.parse(start);
  let drawn = 0;
  return {
    now: () => {
      const now = new Date(time).toISOString();
      time += stepMilliseconds;
      return now;
    },
    newId: () => {
      drawn += 1;
      return `${encodeTime(time)}${String(drawn).padStart(16, '0')}`;
    },
  };
}
