/** The answer to a call that the gateway made by itself, in the protocol of the client that waited for it. */

import type { Wire } from './front.ts';
import { type Header, type HttpReply, headerValue, withoutHeaders } from './http.ts';
import { rewritten } from './masking/rewritten.ts';
import type { Masked } from './model.ts';
import { namedProtocol } from './named-call.ts';
import { decodeReply } from './protocols/aws/codec/decode-reply.ts';
import {
  type BodyProtocol,
  encodeReply,
  encodeReplyError,
  isBodyProtocol,
  replyContentType,
} from './protocols/aws/codec/encode-reply.ts';

/** Of one protocol alone, or about a body that is written anew. */
const ofProtocol: ReadonlySet<string> = new Set(['content-type', 'smithy-protocol', 'x-amzn-errortype']);
const queryError = 'x-amzn-query-error';

/** The very same reply where the client speaks as the gateway does; `undefined` where its protocol has no form for what was answered. */
export function inOwnProtocol(reply: Masked<HttpReply>, wire: Wire): Masked<HttpReply> | undefined {
  const { protocol, service } = wire;
  const stored = namedProtocol(service);
  if (protocol === stored) return reply;
  if (!isBodyProtocol(protocol) || !isBodyProtocol(stored)) return undefined;
  try {
    return rewritten(reply, (clear) => inProtocol(protocol, clear, { ...wire, protocol: stored }));
  } catch {
    // Something in it is not of its shape: it is kept, and read as it came at the call's own address.
    return undefined;
  }
}

function inProtocol(protocol: BodyProtocol, reply: HttpReply, stored: Wire): HttpReply {
  const requestId = headerValue(reply.headers, 'x-amzn-requestid')?.replace(/[^A-Za-z0-9-]/g, '') ?? '';
  const decoded = decodeReply(reply, { ...stored, maxPayloadBytes: reply.body.length });
  if (decoded.outcome === 'response') {
    const body = encodeReply(decoded.response, { ...stored, protocol, xmlNamespace: stored.service.xmlNamespace, requestId });
    return { status: reply.status, headers: headersIn(protocol, reply, { body, stored }), body };
  }
  const error = protocol === 'query' ? { ...decoded.error, ...queryCode(reply) } : decoded.error;
  const body = encodeReplyError({ ...error, requestId }, protocol);
  return { status: reply.status, headers: headersIn(protocol, reply, { body, stored, code: error.code }), body };
}

/** A service that also answers the query protocol says what it names the error there. */
function queryCode({ headers }: HttpReply): { readonly code?: string } {
  const [code = ''] = headerValue(headers, queryError)?.split(';') ?? [];
  return code === '' ? {} : { code };
}

type Written = { readonly body: Uint8Array; readonly stored: Wire; readonly code?: string };

function headersIn(protocol: BodyProtocol, { headers }: HttpReply, { body, stored, code }: Written): readonly Header[] {
  const isQuery = protocol === 'query';
  const kept = withoutHeaders(headers, isQuery ? new Set([...ofProtocol, queryError]) : ofProtocol);
  const type: readonly Header[] = body.length === 0 ? [] : [['content-type', replyContentType(protocol, stored.service)]];
  const marked: readonly Header[] = protocol === 'cbor' ? [['smithy-protocol', 'rpc-v2-cbor']] : [];
  const named: readonly Header[] = code === undefined || isQuery ? [] : [['x-amzn-errortype', code]];
  return [...kept, ...type, ...marked, ...named];
}
