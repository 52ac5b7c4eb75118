/** An upstream of objects: STS, and whatever a test puts under a path, as AWS would answer it. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';

export type ObjectDouble = { readonly url: string; readonly stop: () => Promise<void> };

export type AnswerObject = (response: ServerResponse, request: IncomingMessage) => void;

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAFIXED</AccessKeyId><SecretAccessKey>fixed</SecretAccessKey><SessionToken>fixed</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

export async function startObjectDouble(objects: Readonly<Record<string, AnswerObject>>): Promise<ObjectDouble> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (body.includes('Action=AssumeRole')) return void response.writeHead(200, { 'content-type': 'text/xml' }).end(assumed);
    const answer = objects[(request.url ?? '').split('?')[0] ?? ''];
    if (answer === undefined) return void response.writeHead(404, { 'content-type': 'application/xml' }).end(notFound);
    answer(response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const notFound = '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>';

/** A stored object, whole, in a range, or its head, with the digests that S3 gives. */
export function stored(body: Uint8Array, type: string): AnswerObject {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  const digests = { 'x-amz-checksum-crc32': checksum.toString('base64'), 'x-amz-checksum-type': 'FULL_OBJECT' };
  const headers = { 'content-type': type, etag: '"0123456789abcdef0123456789abcdef"', 'accept-ranges': 'bytes' };
  return (response, { method, headers: { range } }) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (method === 'HEAD') return void response.writeHead(200, { ...headers, 'content-length': body.length }).end();
    if (from === undefined) {
      return void response.writeHead(200, { ...headers, ...digests, 'content-length': body.length }).end(body);
    }
    const part = body.subarray(Number(from), Number(to) + 1);
    const where = { 'content-range': `bytes ${from}-${to}/${body.length}`, 'content-length': part.length };
    response.writeHead(206, { ...headers, ...where }).end(part);
  };
}
