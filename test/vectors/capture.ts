/** A server on 127.0.0.1 that keeps every request as core sees requests, and answers what it is told. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Header, HttpReply, HttpRequest } from '#core/http.ts';

export type Capture = {
  readonly host: string;
  readonly endpoint: string;
  /** In the order of their arrival. */
  readonly requests: readonly HttpRequest[];
  readonly close: () => Promise<void>;
};

/** `answer` gives the reply to each request. No `date` is sent but the one in its headers. With `tls` it speaks https. */
export async function startCapture(
  answer: (request: HttpRequest, host: string) => HttpReply,
  tls?: { readonly key: Buffer; readonly cert: Buffer },
): Promise<Capture> {
  const requests: HttpRequest[] = [];
  const listener = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    requests.push(request);
    send(outgoing, answer(request, hostOf()));
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const hostOf = (): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { host: hostOf(), endpoint: `${tls === undefined ? 'http' : 'https'}://${hostOf()}`, requests, close };
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: pairsOf(incoming.rawHeaders),
    body: Buffer.concat(chunks),
  };
}

function pairsOf(raw: readonly string[]): readonly Header[] {
  return raw.flatMap((name, index): readonly Header[] => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));
}

function send(outgoing: ServerResponse, reply: HttpReply): void {
  outgoing.sendDate = false;
  outgoing.writeHead(reply.status, reply.headers.flat());
  outgoing.end(reply.body);
}
