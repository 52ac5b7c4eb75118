/** Addresses that AWS writes into its replies and clients use: they name this gateway to the client, and AWS to AWS. */

import { crc32 } from 'node:zlib';
import { type Header, type HttpReply, type HttpRequest, headerValue } from '../../../http.ts';
import type { Parameters } from '../../../model.ts';

/** Replies that hold nothing but addresses of queues; in any other, such a text is data. */
const queueOperations = /^(?:CreateQueue|GetQueueUrl|ListQueues|ListDeadLetterSourceQueues)$/;
const queueUrl = /https?:\/\/[A-Za-z0-9.:-]{1,255}(?=\/\d{12}\/[A-Za-z0-9_-]{1,80}(?:\.fifo)?(?:["<\s]|$))/g;
const loopback = /^(?:127\.|localhost[:]|localhost$|\[::1\])/;

/** The reply with its queue URLs and object locations at the address that the client signed for. */
export function withOwnAddresses(reply: HttpReply, request: HttpRequest, signingName: string): HttpReply {
  const origin = originOf(request);
  if (origin === undefined || reply.status >= 300) return reply;
  if (signingName === 'sqs' && queueOperations.test(queueOperationOf(request))) {
    return withText(reply, (text) => text.replace(queueUrl, origin));
  }
  return signingName === 's3' ? withOwnLocation(reply, request, origin) : reply;
}

/** Parameters whose QueueUrl names this gateway, named as AWS does. `upstream` is where the call goes: `https://sqs.eu-west-1.amazonaws.com`. */
export function withUpstreamQueueUrl(parameters: Parameters, request: HttpRequest, upstream: string): Parameters {
  const { QueueUrl: given } = parameters;
  const origin = originOf(request);
  if (typeof given !== 'string' || origin === undefined || !given.toLowerCase().startsWith(`${origin}/`)) return parameters;
  return { ...parameters, QueueUrl: `${upstream}${given.slice(origin.length)}` };
}

/** The address of this gateway as the client signed it. */
function originOf({ headers }: HttpRequest): string | undefined {
  const host = (headerValue(headers, 'host') ?? headerValue(headers, ':authority'))?.toLowerCase();
  if (host === undefined) return undefined;
  return `${loopback.test(host) ? 'http' : 'https'}://${host}`;
}

function queueOperationOf({ headers, query, body }: HttpRequest): string {
  const target = headerValue(headers, 'x-amz-target');
  if (target !== undefined) return target.slice(target.indexOf('.') + 1);
  const form = query.includes('Action=') ? query : Buffer.from(body.subarray(0, 4096)).toString('latin1');
  return /(?:^|&)Action=([A-Za-z]+)/.exec(form)?.[1] ?? '';
}

/** A finished upload and a new bucket are told where they are. */
function withOwnLocation(reply: HttpReply, { method, path, query }: HttpRequest, origin: string): HttpReply {
  const headers = reply.headers.map(
    ([name, value]): Header => (name.toLowerCase() === 'location' && /^https?:/.test(value) ? [name, path] : [name, value]),
  );
  const own = { ...reply, headers };
  if (method !== 'POST' || !/(?:^|&)uploadId=/.test(query)) return own;
  return withText(own, (text) =>
    text.replace(/<Location>[^<]*<\/Location>/, () => `<Location>${origin}${escaped(path)}</Location>`),
  );
}

/** Length and CRC are computed anew; an encoded body is none that the gateway asked for, and stays. */
function withText(reply: HttpReply, change: (text: string) => string): HttpReply {
  const text = Buffer.from(reply.body).toString();
  const changed = change(text);
  if (changed === text || headerValue(reply.headers, 'content-encoding') !== undefined) return reply;
  const body = new Uint8Array(Buffer.from(changed));
  const headers = reply.headers.map(([name, value]): Header => {
    const key = name.toLowerCase();
    if (key === 'content-length') return [name, String(body.length)];
    return key === 'x-amz-crc32' ? [name, String(crc32(body))] : [name, value];
  });
  return { ...reply, headers, body };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
