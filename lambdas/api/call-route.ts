/** `POST /v1/calls`: one call of AWS by its names, through the gateway's story. */

import { randomUUID } from 'node:crypto';
import type { TokenPorts } from '#core/authenticate-token.ts';
import type { Catalog } from '#core/catalog/catalog.ts';
import { GatewayError } from '#core/errors.ts';
import { passCall } from '#core/gateway.ts';
import type { GatewayPorts } from '#core/gateway-ports.ts';
import { type CallAsked, createJsonFront } from '#core/json-front.ts';
import type { Connection } from '#core/model.ts';
import type { TokenSessions } from '#core/token-sessions.ts';
import { type ApiRequest, jsonBody, object, requiredText, text } from './request.ts';

/** What executes calls: only a function that may assume roles has it (threats 27). */
export type CallPorts = GatewayPorts & { readonly sessions: TokenSessions };

type RoutePorts = TokenPorts & {
  readonly catalog: Catalog;
  readonly connections: readonly Connection[];
  readonly calls?: CallPorts;
};

/** 202: the call waits, and `location` says where to look. */
export type Accepted = { readonly kind: 'accepted'; readonly location: string; readonly body: object };
/** A refusal or failure of a call that is in the record under its id. */
export type CallFailed = { readonly kind: 'call-failed'; readonly callId: string; readonly error: GatewayError };

const members = ['connection', 'role', 'service', 'operation', 'region', 'parameters', 'reason'] as const;
const optionalMembers = ['role', 'region', 'reason'] as const;

/** Errors: `malformed-request` for a body of another form; everything else is a `CallFailed`. */
export async function passJsonCall(request: ApiRequest, ports: RoutePorts): Promise<object | Accepted | CallFailed> {
  const { calls } = ports;
  if (calls === undefined) throw new GatewayError('not-found', 'This gateway executes no calls by JSON.');
  const front = createJsonFront({ ...ports, channel: 'json', sessions: calls.sessions, hashKey: calls.hashKey });
  const { authorization, sourceIp, client, idempotencyKey = randomUUID() } = request;
  const reply = await passCall(front, { authorization, sourceIp, client, idempotencyKey, asked: callAsked(request) }, calls);
  if (reply.kind === 'completed') return reply.body;
  const { callId: id, error } = reply;
  if (error.code !== 'awaiting-approval' || error.approval === undefined) return { kind: 'call-failed', callId: id, error };
  const { approval, storedCall, message: detail } = error;
  const waiting = { status: 'awaiting-approval', approval, detail };
  // Another client asked for it first, and makes it itself: whoever repeats it once it is approved is the one.
  if (storedCall === undefined) {
    return { kind: 'accepted', location: `/v1/approvals/${approval}`, body: { id, ...waiting, executor: 'caller' } };
  }
  return { kind: 'accepted', location: `/v1/calls/${storedCall}`, body: { id: storedCall, ...waiting, executor: 'stored' } };
}

function callAsked(request: ApiRequest): CallAsked {
  const body = jsonBody(request, members);
  const optional = optionalMembers.flatMap((name) => {
    const value = text(body, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    connection: requiredText(body, 'connection'),
    service: requiredText(body, 'service'),
    operation: requiredText(body, 'operation'),
    parameters: object(body, 'parameters') ?? {},
    ...Object.fromEntries(optional),
  };
}
