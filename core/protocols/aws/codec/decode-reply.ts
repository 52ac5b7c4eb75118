/** The decoder of replies: what AWS answered, in any of its protocols → canonical output by the operation's model, or its error. */

import type { Operation } from '../../../catalog/operation.ts';
import type { Protocol } from '../../../catalog/service.ts';
import type { Member, Shape } from '../../../catalog/shape.ts';
import type { HttpReply } from '../../../http.ts';
import type { Json, Parameters } from '../../../model.ts';
import type { Bounds } from './cursor.ts';
import type { Entry } from './decode-headers.ts';
import { type AwsReplyError, decodeReplyError, errorInXml } from './decode-reply-error.ts';
import { replyHeaderEntries } from './decode-reply-headers.ts';
import { readReplyTree, replyMember, replyMembers } from './decode-reply-tree.ts';
import { one, replyElements } from './decode-reply-xml.ts';
import { utf8Text } from './utf8.ts';
import type { Structure } from './wire-names.ts';
import { readXml, type XmlElement } from './xml-reader.ts';

export type ReplyAs = {
  /** Of the request: the reply is read by it, whatever it says of itself. */
  readonly protocol: Protocol;
  readonly operation: Operation;
  readonly output: Shape | undefined;
  /** Payloads above it are named by their size alone: JSON is no form for them. */
  readonly maxPayloadBytes: number;
};

export type DecodedReply =
  | { readonly outcome: 'response'; readonly response: Parameters }
  | { readonly outcome: 'error'; readonly error: AwsReplyError };

const bounds: Bounds = { depth: 200, values: 4_000_000 };
const noMembers: Structure = { kind: 'structure', sensitive: false, members: new Map(), union: false };

/**
 * Members by their model names in the normal forms of parameters; what the model does not have is left out, and what does not fit its
 * shape, as a mask may not, stays as it came. Errors: `malformed-request` when the bytes are not the protocol's.
 */
export function decodeReply(reply: HttpReply, as: ReplyAs): DecodedReply {
  if (reply.status >= 300) return { outcome: 'error', error: decodeReplyError(reply, as.protocol, bounds) };
  const output = as.output?.kind === 'structure' ? as.output : noMembers;
  const isRest = as.protocol === 'rest-json' || as.protocol === 'rest-xml';
  const root = isXml(as, output) && reply.body.length > 0 ? readXml(utf8Text(reply.body, 'reply'), bounds) : undefined;
  const late = root?.name === 'Error' ? errorInXml(root) : undefined;
  // S3 answers 200 before it knows: CopyObject and CompleteMultipartUpload then hold an error.
  if (late !== undefined) {
    return { outcome: 'error', error: { code: late.code ?? '', message: late.message ?? '', httpStatus: reply.status } };
  }
  const body = root === undefined ? bodyEntries(reply.body, output, as) : xmlEntries(root, output, as);
  const entries = isRest ? [...replyHeaderEntries(reply, output), ...body] : body;
  return { outcome: 'response', response: Object.fromEntries(entries) };
}

function isXml({ protocol }: ReplyAs, output: Structure): boolean {
  if (protocol === 'query' || protocol === 'ec2') return true;
  const kind = payloadOf(output)?.[1].shape.kind;
  return protocol === 'rest-xml' && kind !== 'blob' && kind !== 'string';
}

function payloadOf(output: Structure) {
  return [...output.members].find(([name]) => name === output.payload);
}

function xmlEntries(root: XmlElement, output: Structure, { protocol, operation }: ReplyAs): readonly Entry[] {
  if (protocol === 'query') return Object.entries(replyElements(output, wrapped(root, operation)));
  if (protocol === 'ec2') return Object.entries(replyElements(output, root));
  const payload = payloadOf(output);
  if (payload !== undefined) return [[payload[0], one(payload[1], root)]];
  // S3's GetBucketLocation: the root is the one member.
  const scalar = output.members.get(root.name);
  return scalar === undefined || root.children.length > 0
    ? Object.entries(replyElements(output, root))
    : [[root.name, one(scalar, root)]];
}

function wrapped(root: XmlElement, { name, resultWrapper = `${name}Result` }: Operation): XmlElement {
  return root.children.find((child) => child.name === resultWrapper) ?? root;
}

function bodyEntries(body: Uint8Array, output: Structure, as: ReplyAs): readonly Entry[] {
  if (as.protocol === 'rest-json' || as.protocol === 'rest-xml') {
    const payload = payloadOf(output);
    if (payload !== undefined) return body.length === 0 ? [] : [[payload[0], payloadValue(body, payload[1], as)]];
  }
  if (body.length === 0) return [];
  return Object.entries(replyMembers(output, readReplyTree(body, as.protocol === 'cbor' ? 'cbor' : 'json', bounds)));
}

function payloadValue(body: Uint8Array, member: Member, { maxPayloadBytes }: ReplyAs): Json {
  const isLarge = body.length > maxPayloadBytes;
  switch (member.shape.kind) {
    case 'blob':
      return isLarge ? { sizeBytes: body.length } : Buffer.from(body).toString('base64');
    case 'string':
      return isLarge ? { sizeBytes: body.length } : Buffer.from(body).toString('utf8');
    default:
      return replyMember(member, readReplyTree(body, 'json', bounds));
  }
}
