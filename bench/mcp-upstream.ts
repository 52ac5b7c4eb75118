/** The least that an MCP server can be: one tool that says what it was told, over HTTP (`--http`, prints its address) or stdin and stdout. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

type Message = {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: { readonly protocolVersion?: string; readonly arguments?: { readonly message?: string } };
};

const tool = {
  name: 'echo',
  description: 'Says what it was told.',
  inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
  annotations: { readOnlyHint: true, openWorldHint: false },
};
const info = { name: 'bench', version: '1' };

function resultOf({ method, params }: Message): object {
  switch (method) {
    case 'initialize':
      return { protocolVersion: params?.protocolVersion ?? '2025-11-25', capabilities: { tools: {} }, serverInfo: info };
    case 'server/discover':
      return { supportedVersions: ['2026-07-28'], capabilities: { tools: {} }, resultType: 'complete' };
    case 'tools/list':
      return { tools: [tool], resultType: 'complete' };
    case 'tools/call':
      return { content: [{ type: 'text', text: params?.arguments?.message ?? '' }], resultType: 'complete' };
    default:
      return {};
  }
}

function answerTo(message: Message): string {
  return JSON.stringify({ jsonrpc: '2.0', id: message.id, result: resultOf(message) });
}

if (process.argv.includes('--http')) {
  const server = createServer(async (request, response) => {
    const message: Message = JSON.parse(Buffer.concat(await request.toArray()).toString());
    response.writeHead(message.id === undefined ? 202 : 200, { 'content-type': 'application/json' });
    response.end(message.id === undefined ? '' : answerTo(message));
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp\n`);
  });
} else {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const message: Message = JSON.parse(line);
    // It speaks the revisions that the bridges open with.
    if (message.method === 'server/discover')
      process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'no' } })}\n`);
    else if (message.id !== undefined) process.stdout.write(`${answerTo(message)}\n`);
  });
}
