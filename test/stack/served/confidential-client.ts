/** A token endpoint whose web client proves itself by a secret: the dev issuer's knows it as a public one, so the proof is asked for in front of it. */

import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';

type Parsed = IncomingMessage & { body?: Readonly<Record<string, string>> };

/** `secret` of the client; every other client, and every other route, is let by as it is. */
export function confidential(issuer: RequestListener, client: { readonly id: string; readonly secret: string }): RequestListener {
  return async (request: Parsed, response) => {
    if (request.method !== 'POST' || !/^\/issuer\/.*token$/.test(request.url ?? '')) return issuer(request, response);
    const { client_secret: secret, ...form } = Object.fromEntries(new URLSearchParams(await text(request)));
    const isProved = form.client_id !== client.id || secret === client.secret;
    if (!isProved) return void response.writeHead(401).end('{"error":"invalid_client"}');
    // The issuer takes what was read before.
    request.body = form;
    return issuer(request, response);
  };
}
