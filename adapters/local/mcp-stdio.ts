/** MCP servers that are programs of this machine, spoken to over stdin and stdout (MCP's stdio transport), one process a connection. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { GatewayError } from '#core/errors.ts';
import type { HttpReply } from '#core/http.ts';
import type { McpConnection } from '#core/model.ts';
import type { McpUpstream } from '#core/ports.ts';

export type StdioOptions = {
  readonly maxMessageBytes?: number;
};

export type McpStdio = McpUpstream & { readonly close: () => void };

type Stdio = Extract<McpConnection['transport'], { readonly kind: 'stdio' }>;
type Waiting = {
  readonly resolve: (lines: readonly string[]) => void;
  readonly reject: (error: GatewayError) => void;
  /** Progress of this request, by the token that is its id. */
  readonly before: string[];
};
type Running = { readonly child: ChildProcessByStdio<Writable, Readable, null>; readonly waiting: Map<string, Waiting> };

const defaultMaxMessageBytes = 16 * 1024 * 1024;
const mostProgress = 1000;

/** A process is started by the first message for it, and again after it ended. */
export function createMcpStdio({ maxMessageBytes = defaultMaxMessageBytes }: StdioOptions = {}): McpStdio {
  const running = new Map<string, Running>();
  return {
    post: async ({ connection, body }) => {
      const server = running.get(connection.name) ?? start(connection, { running, maxMessageBytes });
      running.set(connection.name, server);
      return send(server, body, connection);
    },
    close: () => {
      for (const { child } of running.values()) child.kill('SIGKILL');
    },
  };
}

type Starting = { readonly running: Map<string, Running>; readonly maxMessageBytes: number };

function start(connection: McpConnection, { running, maxMessageBytes }: Starting): Running {
  const { command, args, env } = stdioOf(connection);
  // It gets what the operator gave it, and where programs are: nothing of the gateway's own environment.
  const child = spawn(command, [...args], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const server: Running = { child, waiting: new Map() };
  const end = (error: GatewayError) => {
    if (running.get(connection.name) === server) running.delete(connection.name);
    for (const { reject } of server.waiting.values()) reject(error);
    server.waiting.clear();
    child.kill('SIGKILL');
  };
  child.once('error', (cause) => end(unreachable(connection, 'its program could not be started', cause)));
  child.once('close', () => end(lost(connection, 'its program ended')));
  child.stdin.on('error', () => end(lost(connection, 'its program no longer reads')));
  const tooLong = () =>
    end(
      new GatewayError(
        'payload-too-large',
        `MCP server "${connection.name}" wrote a message over ${maxMessageBytes} bytes, so it was stopped.`,
      ),
    );
  readLines(child.stdout, maxMessageBytes, { line: (line) => received(server, line), tooLong });
  return server;
}

function stdioOf({ transport }: McpConnection): Stdio {
  if (transport.kind !== 'stdio') throw new TypeError('mcp-stdio: the connection is no program');
  return transport;
}

async function send({ child, waiting }: Running, body: Uint8Array, connection: McpConnection): Promise<HttpReply> {
  const message: { readonly id?: string | number } = JSON.parse(Buffer.from(body).toString());
  const line = `${JSON.stringify(message)}\n`;
  if (message.id === undefined) {
    child.stdin.write(line);
    return { status: 202, headers: [], body: new Uint8Array() };
  }
  const key = JSON.stringify(message.id);
  const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
  const late = () => reject(lost(connection, `it did not answer within ${connection.timeoutSeconds} s`));
  const timer = setTimeout(late, connection.timeoutSeconds * 1000);
  waiting.set(key, { resolve, reject, before: [] });
  child.stdin.write(line);
  try {
    return replyOf(await promise);
  } finally {
    clearTimeout(timer);
    waiting.delete(key);
  }
}

/** As the HTTP transport answers: one message whole, or events where something went before it. */
function replyOf(lines: readonly string[]): HttpReply {
  const [only = ''] = lines;
  if (lines.length === 1) return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(only) };
  const events = lines.map((line) => `data: ${line}\n\n`).join('');
  return { status: 200, headers: [['content-type', 'text/event-stream']], body: Buffer.from(events) };
}

/** What the server asks of its client is answered with "no such method": nobody is there to fill in a form. */
function received({ child, waiting }: Running, line: string): void {
  const message = parsed(line);
  const before = waiting.get(JSON.stringify(message?.params?.progressToken))?.before;
  if (message?.method === 'notifications/progress' && before !== undefined && before.length < mostProgress) before.push(line);
  if (message?.id === undefined) return;
  if (message.method === undefined) {
    const asked = waiting.get(JSON.stringify(message.id));
    asked?.resolve([...asked.before, line]);
    return;
  }
  const answer = message.method === 'ping' ? { result: {} } : { error: { code: -32601, message: 'There is no such method.' } };
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, ...answer })}\n`);
}

type Message = {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: { readonly progressToken?: string | number };
};

function parsed(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

type LineEvents = { readonly line: (line: string) => void; readonly tooLong: () => void };

function readLines(stream: Readable, maxBytes: number, { line, tooLong }: LineEvents): void {
  let parts: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      line(Buffer.concat([...parts, rest.subarray(0, end)]).toString());
      [parts, size, rest] = [[], 0, rest.subarray(end + 1)];
    }
    parts.push(rest);
    size += rest.length;
    if (size > maxBytes) tooLong();
  });
}

function unreachable({ name }: McpConnection, why: string, cause: unknown): GatewayError {
  return new GatewayError(
    'upstream-unreachable',
    `MCP server "${name}" cannot be reached: ${why}. Check its transport in the configuration.`,
    { cause },
  );
}

function lost({ name }: McpConnection, why: string): GatewayError {
  return new GatewayError(
    'outcome-unknown',
    `MCP server "${name}" gave no answer: ${why}. What it was asked may have been done.`,
  );
}
