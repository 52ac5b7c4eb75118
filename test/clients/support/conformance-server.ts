/** An MCP server by the official SDK that offers what the conformance suite looks for, to clients of either era. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMcpHandler, ProtocolError, Server } from '@modelcontextprotocol/server';
import { prompts, resourceOf, resources, tools, verified } from './conformance-tools.ts';

/** Two pages of each list: a gateway that reads the first alone misses half. */
function page<T>(
  items: readonly T[],
  cursor: string | undefined,
): { readonly items: readonly T[]; readonly nextCursor?: string } {
  const half = Math.ceil(items.length / 2);
  return cursor === undefined ? { items: items.slice(0, half), nextCursor: '' } : { items: items.slice(half) };
}

function fixture(): Server {
  const capabilities = { tools: {}, prompts: {}, resources: {}, completions: {}, logging: {} };
  const server = new Server(
    { name: 'conformance-fixture', version: '1.0.0' },
    { capabilities, requestState: { verify: async (state: string) => verified(state) } },
  );
  server.setRequestHandler('tools/list', async ({ params }) => {
    const listed = Object.entries(tools).map(([name, { description = `Tests ${name}.`, inputSchema = { type: 'object' } }]) => ({
      name,
      description,
      inputSchema,
    }));
    const { items, ...more } = page(listed, params?.cursor);
    return { tools: items, ...more } as never;
  });
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const tool = tools[params.name];
    if (tool === undefined) throw new ProtocolError(-32602, 'There is no such tool.');
    return (await tool.run(params.arguments ?? {}, context)) as never;
  });
  server.setRequestHandler('prompts/list', async ({ params }) => {
    const listed = Object.entries(prompts).map(([name, prompt]) => ({
      name,
      description: `Tests ${name}.`,
      ...(prompt.arguments === undefined ? {} : { arguments: prompt.arguments }),
    }));
    const { items, ...more } = page(listed, params?.cursor);
    return { prompts: items, ...more } as never;
  });
  server.setRequestHandler('prompts/get', async ({ params }, context) => {
    const prompt = prompts[params.name];
    if (prompt === undefined) throw new ProtocolError(-32602, 'There is no such prompt.');
    return (await prompt.get(params.arguments ?? {}, context)) as never;
  });
  server.setRequestHandler('resources/list', async ({ params }) => {
    const listed = Object.keys(resources).map((uri) => ({
      uri,
      name: uri.slice('test://'.length),
      description: `Tests ${uri}.`,
    }));
    const { items, ...more } = page(listed, params?.cursor);
    return { resources: items, ...more } as never;
  });
  server.setRequestHandler('resources/templates/list', async () => ({
    resourceTemplates: [{ uriTemplate: 'test://template/{id}/data', name: 'template', description: 'Tests templates.' }],
  }));
  server.setRequestHandler('resources/read', async ({ params }) => resourceOf(params.uri) as never);
  server.setRequestHandler('completion/complete', async ({ params }) => ({
    completion: { values: ['paris', 'park', 'party'].filter((each) => each.startsWith(params.argument.value)) },
  }));
  return server;
}

export type RunningServer = { readonly url: string; readonly close: () => Promise<void> };

/** On a free port of this machine. `era`: which of the two it speaks; `both` answers each client in its own. */
export async function startConformanceServer(era: 'both' | 'modern' = 'both'): Promise<RunningServer> {
  const handler = createMcpHandler(fixture, { legacy: era === 'both' ? 'stateless' : 'reject' });
  const server = createServer(async (request, response) => {
    const body = request.method === 'POST' ? { body: Buffer.concat(await request.toArray()) } : {};
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const answer = await handler.fetch(
      new Request(`http://127.0.0.1${request.url}`, { method: request.method ?? 'POST', headers, ...body }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: async () => {
      await handler.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
