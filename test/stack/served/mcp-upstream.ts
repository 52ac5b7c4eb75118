/** An MCP server that lets in whoever brings its secret, as it stands in Secrets Manager; and the lock file in which people accepted its tools. */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Pins, pinOf, pinsText } from '#core/protocols/mcp/pin.ts';
import type { JsonObject } from '#core/protocols/mcp/rpc.ts';
import { type RiskyServer, startRiskyServer } from '#test/clients/support/risky-server.ts';

export type McpUpstream = {
  readonly listener: RequestListener;
  readonly done: RiskyServer['done'];
  /** How many came without the secret. */
  readonly strangers: () => number;
  /** What the operator's directory holds beside the file. */
  readonly lockFile: (connection: string) => Promise<string>;
  readonly stop: () => Promise<void>;
};

export async function startMcpUpstream(expected: { readonly header: string; readonly secret: string }): Promise<McpUpstream> {
  const server = await startRiskyServer();
  let strangers = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    if (request.headers[expected.header] !== expected.secret) {
      strangers += 1;
      return void response.writeHead(401).end();
    }
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const passed = headers.filter(([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name));
    const reply = await fetch(server.url, {
      method: request.method ?? 'POST',
      headers: passed,
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
    });
    const type = reply.headers.get('content-type') ?? 'application/json';
    response.writeHead(reply.status, { 'content-type': type }).end(Buffer.from(await reply.arrayBuffer()));
  }

  return {
    listener: (request, response) => {
      serve(request, response).catch(() => response.destroy());
    },
    done: server.done,
    strangers: () => strangers,
    lockFile: async (connection) => {
      const tools = await toolsOf(server.url);
      const pins: Pins = { [connection]: Object.fromEntries(tools.map((tool) => [String(tool.name), pinOf(tool)])) };
      return pinsText(pins);
    },
    stop: server.close,
  };
}

async function toolsOf(url: string): Promise<readonly JsonObject[]> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
  const reply = await fetch(url, { method: 'POST', headers, body });
  const [, data = '{}'] = /^data: (.+)$/m.exec(await reply.text()) ?? [];
  return JSON.parse(data).result.tools;
}
