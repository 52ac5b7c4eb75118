/** What both kinds of HTTP events have: headers joined by name, and a body that is text only where its type says so. */

import type { IncomingMessage } from 'node:http';

export function joinedHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]));
}

/** Forms arrive as base64, like everything that is no text. */
const textual = /^(text\/|application\/(json|javascript|xml)|[^;]+\+(json|xml))/;

export function eventBody(body: Buffer, contentType: string | undefined): object {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = textual.test(contentType ?? '');
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

export function requestIds(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count}`;
  };
}
