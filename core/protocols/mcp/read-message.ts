/** Bytes → one JSON-RPC message. Batches ended with revision 2025-06-18, and none is taken from older clients either. */

import { GatewayError } from '../../errors.ts';
import type { Json } from '../../model.ts';
import { plainJson, readJson } from '../aws/codec/json-reader.ts';
import { utf8Text } from '../aws/codec/utf8.ts';
import {
  type Failure,
  isObject,
  type JsonObject,
  type RequestId,
  type RpcCode,
  type RpcNotification,
  type RpcRequest,
  type RpcResponse,
  refused,
  rpcCodes,
} from './rpc.ts';

export type Unreadable = { readonly kind: 'unreadable'; readonly failure: Failure; readonly id?: RequestId };

export type RpcMessage = RpcRequest | RpcNotification | RpcResponse | Unreadable;

const bounds = { depth: 100, values: 200_000 };

/** It never throws: what cannot be read says why, under its id where that could be read. */
export function readMessage(body: Uint8Array): RpcMessage {
  const value = parsed(body);
  if (value === undefined)
    return unreadable(rpcCodes.parseError, 'The body is not one JSON value in UTF-8 with every name given once.');
  if (Array.isArray(value)) return unreadable(rpcCodes.invalidRequest, 'Batches are not taken. Send one message a request.');
  if (!isObject(value)) return unreadable(rpcCodes.invalidRequest, 'The body is not a JSON-RPC message.');
  return messageOf(value);
}

/** One JSON object, or nothing. */
export function readObject(body: Uint8Array): JsonObject | undefined {
  const value = parsed(body);
  return isObject(value) ? value : undefined;
}

function messageOf(value: JsonObject): RpcMessage {
  const { jsonrpc, id, method, params = {} } = value;
  const isAnswer = method === undefined && ('result' in value || 'error' in value);
  if (jsonrpc === '2.0' && isAnswer) return { kind: 'response' };
  const known = isId(id) ? { id } : {};
  if (jsonrpc !== '2.0' || typeof method !== 'string' || (id !== undefined && !isId(id))) {
    return unreadable(
      rpcCodes.invalidRequest,
      'A JSON-RPC 2.0 message has "jsonrpc", "method" and, for requests, an "id" of text or number.',
      known,
    );
  }
  if (!isObject(params)) return unreadable(rpcCodes.invalidParams, '"params" must be an object.', known);
  return id === undefined ? { kind: 'notification', method, params } : { kind: 'request', id, method, params };
}

function isId(value: Json | undefined): value is RequestId {
  return typeof value === 'string' || typeof value === 'number';
}

function unreadable(code: RpcCode, message: string, known: { readonly id?: RequestId } = {}): Unreadable {
  return { kind: 'unreadable', failure: refused(code, message), ...known };
}

function parsed(body: Uint8Array): Json | undefined {
  try {
    return plainJson(readJson(utf8Text(body, 'The body'), bounds));
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}
