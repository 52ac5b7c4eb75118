/** AWS's error replies in every protocol → code, message and status. */

import type { Protocol } from '../../../catalog/service.ts';
import { type HttpReply, headerValue } from '../../../http.ts';
import type { Json } from '../../../model.ts';
import type { Bounds } from './cursor.ts';
import { plainTree, readReplyTree } from './decode-reply-tree.ts';
import { utf8Text } from './utf8.ts';
import { readXml, type XmlElement } from './xml-reader.ts';

/** `message` is as AWS wrote it, less what masking cut. */
export type AwsReplyError = { readonly code: string; readonly message: string; readonly httpStatus: number };

type Texts = { readonly code?: string | undefined; readonly message?: string | undefined };

/** A reply without a body, as HEAD has, is named by its status. */
export function decodeReplyError(reply: HttpReply, protocol: Protocol, bounds: Bounds): AwsReplyError {
  const { code, message = '' } = textsOf(reply.body, protocol, bounds);
  return {
    code: plainCode(headerValue(reply.headers, 'x-amzn-errortype') ?? code) ?? String(reply.status),
    message,
    httpStatus: reply.status,
  };
}

/** The code and message of an `Error` element, wherever AWS's three kinds of XML hold it. */
export function errorInXml(root: XmlElement): Texts | undefined {
  const element = root.name === 'Error' ? root : find(root, 'Error');
  if (element === undefined) return undefined;
  return { code: find(element, 'Code')?.text, message: find(element, 'Message')?.text };
}

function textsOf(body: Uint8Array, protocol: Protocol, bounds: Bounds): Texts {
  if (body.length === 0) return {};
  try {
    if (protocol === 'json' || protocol === 'rest-json') return ofObject(plainTree(readReplyTree(body, 'json', bounds)));
    if (protocol === 'cbor') return ofObject(plainTree(readReplyTree(body, 'cbor', bounds)));
    return errorInXml(readXml(utf8Text(body, 'reply'), bounds)) ?? {};
  } catch {
    // A body that a load balancer wrote: the status says what there is to say.
    return {};
  }
}

function ofObject(value: Json): Texts {
  if (value === null || typeof value !== 'object') return {};
  const members = new Map<string, Json>(Object.entries(value));
  const first = (...names: readonly string[]) => names.map((name) => members.get(name)).find((item) => typeof item === 'string');
  return { code: first('__type', 'code', 'Code', 'errorCode'), message: first('message', 'Message', 'errorMessage') };
}

function find(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    const found = child.name === name ? child : find(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Without its namespace and what follows it. */
function plainCode(told: string | undefined): string | undefined {
  return /^(?:[^#]*#)?([\w.-]{1,128})(?::|$)/.exec(told?.trim() ?? '')?.[1];
}
