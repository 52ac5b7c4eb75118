/** Finds calls in AWS's own trail (CloudTrail records) that did not come through the gateway. */

import type { Json } from '../model.ts';
import { memberOf, textAt } from './read-json.ts';

export type Governed = {
  /** The accounts that the connections name, and the roles that the gateway assumes in them. */
  readonly accounts: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** AWS's request ids that the record holds; without them a governed role with a source identity is believed. */
  readonly recorded?: ReadonlySet<string>;
};

export type BypassedCall = {
  readonly time: string;
  readonly account: string;
  readonly identity: string;
  readonly call: string;
  readonly requestId: string;
  readonly why: 'other-identity' | 'no-source-identity' | 'not-recorded';
};

/** In the trail's order. AWS's own services, and the gateway assuming its roles, are no bypass. */
export function bypassedCalls(records: readonly Json[], governed: Governed): readonly BypassedCall[] {
  return records.flatMap((record) => {
    const account = textAt(record, 'recipientAccountId') ?? '';
    const why = governed.accounts.has(account) ? whyBypassed(record, governed) : undefined;
    return why === undefined ? [] : [{ ...shown(record, account), why }];
  });
}

function whyBypassed(record: Json, { roles, recorded }: Governed): BypassedCall['why'] | undefined {
  if (isService(record) || isAssuming(record, roles)) return undefined;
  const role = textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn') ?? '';
  if (!roles.has(role)) return 'other-identity';
  if (textAt(record, 'userIdentity', 'sessionContext', 'sourceIdentity') === undefined) return 'no-source-identity';
  const requestId = textAt(record, 'requestID') ?? '';
  return recorded === undefined || recorded.has(requestId) || isForFacts(record) ? undefined : 'not-recorded';
}

/** Kinds of record that are of no call. */
const withoutCall: ReadonlySet<string> = new Set(['AwsServiceEvent', 'AwsCloudTrailInsight']);
/** A role that nobody but its service can take up. */
const serviceLinked = /:role\/aws-service-role\//;

/** A service acts for itself or for the call that asked it to. */
function isService(record: Json): boolean {
  const invokedBy = textAt(record, 'userIdentity', 'invokedBy') ?? '';
  return (
    withoutCall.has(textAt(record, 'eventType') ?? '') ||
    textAt(record, 'userIdentity', 'type') === 'AWSService' ||
    invokedBy === 'AWS Internal' ||
    invokedBy.endsWith('.amazonaws.com') ||
    serviceLinked.test(textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn') ?? '')
  );
}

/** What the gateway itself reads, of tags and for cards, is no governed call. */
function isForFacts(record: Json): boolean {
  const name = textAt(record, 'userIdentity', 'sessionContext', 'sourceIdentity');
  return name === 'countersign-facts' && memberOf(record, 'readOnly') === true;
}

/** The gateway takes a role up with the source identity of the person behind it. */
function isAssuming(record: Json, roles: ReadonlySet<string>): boolean {
  const { role, source } = {
    role: textAt(record, 'requestParameters', 'roleArn') ?? '',
    source: memberOf(record, 'requestParameters', 'sourceIdentity'),
  };
  return textAt(record, 'eventName') === 'AssumeRole' && roles.has(role) && source !== undefined;
}

function shown(record: Json, account: string): Omit<BypassedCall, 'why'> {
  const service = (textAt(record, 'eventSource') ?? '').replace('.amazonaws.com', '');
  return {
    time: textAt(record, 'eventTime') ?? '',
    account,
    identity: textAt(record, 'userIdentity', 'arn') ?? textAt(record, 'userIdentity', 'type') ?? '',
    call: `${service}:${textAt(record, 'eventName') ?? ''}`,
    requestId: textAt(record, 'requestID') ?? '',
  };
}
