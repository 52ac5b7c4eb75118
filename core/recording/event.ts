/** The event: one recorded fact as OCSF 6003 API Activity, stored as it is exported. `docs/adr/0004-recording.md` says why. */

import { sha256Hex } from '../canonical.ts';
import type { Json } from '../model.ts';
import { activityOf, operationOf, serviceOf } from './activity.ts';
import { actorOf, agentOf } from './actor.ts';
import { fingerprintOf, type Predecessor } from './chain.ts';
import { controlOf } from './control.ts';
import type { EventDraft } from './draft.ts';
import { epochMilliseconds } from './epoch.ts';
import { type Loose, plain } from './plain.ts';
import { textAt } from './read-json.ts';
import { severityOf, statusOf } from './status.ts';
import { unmappedOf } from './unmapped.ts';

/** An event without its attestation: what the writer's chain is built over. */
export type EventContent = { readonly [name: string]: Json };

/** What the writer alone knows of an event. */
export type Stamp = {
  readonly id: string;
  readonly time: string;
  readonly tenant: string;
  readonly productVersion: string;
  /** The writer's n, from 1. */
  readonly sequence: number;
  /** On the first event of a writer that follows a retired one. */
  readonly predecessor?: Predecessor;
};

/** The released version of the class that has the `record_integrity` profile is still to come. */
const ocsfVersion = '1.9.0-dev';

/** Throws `TypeError` for a draft that holds what canonical JSON cannot carry. */
export function composeEvent(draft: EventDraft, stamp: Stamp): EventContent {
  const activity = activityOf(draft);
  const profiled = { ...controlOf(draft), ...cloudOf(draft), ...agentOf(draft.principal) };
  return members({
    ...profiled,
    activity_id: activity,
    category_uid: 6,
    class_uid: 6003,
    type_uid: 600_300 + activity,
    time: epochMilliseconds(stamp.time),
    time_dt: stamp.time,
    severity_id: severityOf(draft),
    ...statusOf(draft),
    metadata: { ...metadataOf(stamp, profilesOf(profiled)), correlation_uid: approvalOf(draft) },
    actor: actorOf(draft),
    api: apiOf(draft),
    src_endpoint: { ip: draft.sourceIp },
    ...httpOf(draft),
    resources: resourcesOf(draft),
    raw_data_hash: bodyHash(draft),
    unmapped: { countersign: unmappedOf(draft, stamp.predecessor) },
  });
}

function members(event: { readonly [name: string]: Loose }): EventContent {
  return plain(event) as EventContent;
}

export function metadataOf(stamp: Stamp, profiles: Json): { readonly [name: string]: Json } {
  return {
    uid: stamp.id,
    sequence: stamp.sequence,
    version: ocsfVersion,
    product: { name: 'Countersign', vendor_name: 'Countersign', version: stamp.productVersion },
    tenant_uid: stamp.tenant,
    profiles,
  };
}

/** What joins the events of an approval to those of the call that goes by it. */
function approvalOf({ kind, detail }: EventDraft): string | undefined {
  return kind === 'session' || kind === 'record-read' || kind === 'erasure' ? undefined : textAt(detail, 'approval');
}

/** Only the profiles that this event fills. */
function profilesOf(filled: { readonly [name: string]: Loose }): readonly string[] {
  return [
    ...('cloud' in filled ? ['cloud'] : []),
    'datetime',
    ...('action_id' in filled ? ['security_control'] : []),
    'record_integrity',
    ...('ai_agent' in filled ? ['ai_operation'] : []),
  ];
}

function resourcesOf({ call }: EventDraft): Loose {
  if (call === undefined || call.resources.length === 0) return undefined;
  return call.resources.map(({ arn, type, region, account, service }) => ({
    uid: arn,
    type,
    region,
    labels: [`account:${account}`, `service:${service}`],
  }));
}

/** The parameters stand in the intent, or in the refusal, which has none; an outcome names its call instead of repeating them. */
function apiOf(draft: EventDraft): Loose {
  const { answer, call, kind } = draft;
  const data = kind === 'intent' || kind === 'refused' ? call?.parameters : undefined;
  const failure = answer?.errorCode === undefined ? {} : { error: answer.errorCode, error_message: answer.errorMessage };
  return {
    service: { name: serviceOf(draft) },
    operation: operationOf(draft),
    request: { uid: draft.callId, data },
    response: answer === undefined ? undefined : { code: answer.httpStatus, ...failure },
  };
}

function cloudOf(draft: EventDraft): { readonly cloud?: Loose } {
  const { call } = draft;
  if (call === undefined || call.service === 'mcp') return {};
  return { cloud: { provider: 'AWS', account: { uid: call.account }, region: call.region } };
}

function httpOf(draft: EventDraft): { readonly [name: string]: Loose } {
  const { answer, client } = draft;
  return {
    http_request: client === undefined ? undefined : { user_agent: client },
    http_response: answer?.httpStatus === undefined ? undefined : { code: answer.httpStatus, latency: whole(answer.latencyMs) },
  };
}

/** OCSF's latency is an integer of milliseconds. */
function whole(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds);
}

/** Over the stored bytes of the masked body; `serialization_id` 1 is OCSF's Flat. */
function bodyHash(draft: EventDraft): Loose {
  const body = draft.answer?.body;
  return body === undefined ? undefined : fingerprintOf(sha256Hex(body), 'flat');
}
