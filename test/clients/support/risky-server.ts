/** An MCP server of three tools whose work can be counted: one harmless, one risky, one that nobody may call. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';

export type RiskyServer = {
  readonly url: string;
  /** How often the work of this name was done. */
  readonly done: (work: string) => number;
  /** From now on the harmless tool says something else of itself. */
  readonly change: () => void;
  /** The work of this name takes until it is let go. */
  readonly hold: (work: string) => { readonly begun: Promise<void>; readonly release: () => void };
  readonly close: () => Promise<void>;
};

type Held = { readonly begin: () => void; readonly until: Promise<void> };

const inputSchema = { type: 'object' as const, properties: { work: { type: 'string' } }, required: ['work'] };
const outputSchema = { type: 'object' as const, properties: { done: { type: 'string' } }, required: ['done'] };

export async function startRiskyServer(): Promise<RiskyServer> {
  const works: string[] = [];
  const held = new Map<string, Held>();
  let description = 'Does harmless work.';
  const handler = createMcpHandler(() => {
    const server = new Server({ name: 'risky', version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler('tools/list', async () => ({
      tools: [
        { name: 'harmless', description, inputSchema, annotations: { readOnlyHint: true } },
        { name: 'risky', description: 'Does risky work.', inputSchema, outputSchema },
        { name: 'forbidden', description: 'Does what nobody may do.', inputSchema },
      ],
    }));
    server.setRequestHandler('tools/call', async ({ params }) => {
      const work = String(params.arguments?.work);
      const hold = held.get(work);
      hold?.begin();
      await hold?.until;
      works.push(work);
      return { content: [{ type: 'text', text: `done: ${work}` }], structuredContent: { done: work } };
    });
    return server;
  });
  const server = createServer(async (request, response) => {
    const body = request.method === 'POST' ? { body: Buffer.concat(await request.toArray()) } : {};
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const answer = await handler.fetch(
      new Request('http://127.0.0.1/mcp', { method: request.method ?? 'POST', headers, ...body }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    done: (work) => works.filter((each) => each === work).length,
    change: () => {
      description = 'Does harmless work, and more.';
    },
    hold: (work) => {
      const [begun, until] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      held.set(work, { begin: begun.resolve, until: until.promise });
      return { begun: begun.promise, release: until.resolve };
    },
    close: async () => {
      await handler.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
