/** Replies and what was made of them, for the tests of maskers. */

import type { Protocol } from '../catalog/service.ts';
import type { Shape } from '../catalog/shape.ts';
import type { Header, HttpReply } from '../http.ts';
import type { MaskedReply, ReplyWire } from './mask-reply.ts';
import { operation, secret, string, structure } from './shapes.fixture.ts';

export const credentials = structure({ id: string(), value: secret });

export function replyOf(body: string | Uint8Array, headers: readonly Header[] = [], status = 200): HttpReply {
  return { status, headers, body: typeof body === 'string' ? Buffer.from(body) : body };
}

export function wireOf(output: Shape | undefined, protocol: Protocol = 'json', more: Partial<ReplyWire> = {}): ReplyWire {
  return { operation: operation(), protocol, output, secrets: [], ...more };
}

export function clientText(masked: MaskedReply): string {
  return Buffer.from(masked.client.body).toString('utf8');
}

export function recordText(masked: MaskedReply): string {
  return Buffer.from(masked.record.body ?? new Uint8Array()).toString('utf8');
}

export function header(reply: HttpReply, name: string): string | undefined {
  return reply.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}
