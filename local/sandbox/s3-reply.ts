/** S3's replies: XML documents, empty answers, errors. */

import type { Header, HttpReply } from '#core/http.ts';
import type { Output } from './fixture.ts';
import type { SandboxError } from './sandbox-error.ts';
import { xmlDocument, xmlElement } from './xml.ts';

export const nothing = new Uint8Array(0);

export function s3Xml(name: string, content: Output): HttpReply {
  const element = xmlElement(name, content, { namespace: 'http://s3.amazonaws.com/doc/2006-03-01/' });
  return { status: 200, headers: [['content-type', 'application/xml']], body: xmlDocument(element) };
}

export function s3Empty(status: number, headers: readonly Header[] = []): HttpReply {
  return { status, headers, body: nothing };
}

/** A HEAD's error has no body: its client sees the status alone. */
export function s3Error({ code, message, status }: SandboxError, method: string, requestId: string): HttpReply {
  const element = xmlElement('Error', { Code: code, Message: message, RequestId: requestId });
  const body = method === 'HEAD' || status === 304 ? nothing : xmlDocument(element);
  return { status, headers: [['content-type', 'application/xml']], body };
}
