/** JSON-RPC 2.0 as MCP uses it: ids, requests, and what answers them. */

import type { Json } from '../../model.ts';

export type JsonObject = { readonly [name: string]: Json };

/** `0` and the empty text are ids; absent makes a notification. */
export type RequestId = string | number;

export type RpcRequest = {
  readonly kind: 'request';
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
};

export type RpcNotification = { readonly kind: 'notification'; readonly method: string; readonly params: JsonObject };

/** What a client answers a server that asked it; this server never asks. */
export type RpcResponse = { readonly kind: 'response' };

/** JSON-RPC's own codes, and those that MCP 2026-07-28 reserves (-32020 … -32099). */
export const rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  resourceNotFound: -32002,
  headerMismatch: -32020,
  missingCapability: -32021,
  unsupportedVersion: -32022,
  urlElicitationRequired: -32042,
} as const;

export type RpcCode = (typeof rpcCodes)[keyof typeof rpcCodes];

/** A request that failed, with the HTTP status that carries it. An upstream's own codes pass, so `code` is any number. */
export type Failure = {
  readonly kind: 'failure';
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly data?: Json;
};

/** A request that was answered, and the notifications that go before the answer. */
export type Success = { readonly kind: 'success'; readonly result: JsonObject; readonly notifications?: readonly JsonObject[] };

export type Answer = Success | Failure;

/** A failure of the transport's checks: HTTP 400. */
export function refused(code: RpcCode, message: string, data?: Json): Failure {
  return { kind: 'failure', status: 400, code, message, ...(data === undefined ? {} : { data }) };
}

/** A failure inside the protocol: HTTP 200, as the SDKs do. */
export function failed(code: RpcCode, message: string, data?: Json): Failure {
  return { ...refused(code, message, data), status: 200 };
}

export function succeeded(result: JsonObject, notifications: readonly JsonObject[] = []): Success {
  return { kind: 'success', result, ...(notifications.length === 0 ? {} : { notifications }) };
}

/** The message that carries an answer. An unreadable id is left out: `null` fits the schema of no revision. */
export function answerMessage(answer: Answer, id: RequestId | undefined): JsonObject {
  const head = { jsonrpc: '2.0', ...(id === undefined ? {} : { id }) };
  if (answer.kind === 'success') return { ...head, result: answer.result };
  const { code, message, data } = answer;
  return { ...head, error: { code, message, ...(data === undefined ? {} : { data }) } };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is an object; an empty one when it is absent or something else. */
export function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

export function textIn(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' ? value : undefined;
}
