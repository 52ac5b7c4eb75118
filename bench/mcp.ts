/** What the gateway adds to a `tools/call`, beside the bridges mcp-proxy and supergateway, each over its own upstream reached directly; calls a second at 64 clients. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts, startGateway } from '#test/clients/support/gateway.ts';
import { percentile, type Row } from './row.ts';

const rounds = 10;
const callsARound = 50;
const loadCalls = 600;
const clients = 64;
const upstream = fileURLToPath(new URL('mcp-upstream.ts', import.meta.url));
const loopback = ['--import', fileURLToPath(new URL('../test/clients/support/loopback-only.ts', import.meta.url))];
const packages = new URL('../node_modules/', import.meta.url);

/** How one `tools/call` is made somewhere. */
type Target = { readonly call: (agent: Agent) => Promise<void> };

export async function benchMcp(): Promise<readonly Row[]> {
  const started: ChildProcess[] = [];
  const http = spawn(process.execPath, [upstream, '--http'], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(http);
  const url = await firstLine(http);
  const gateway = await startGateway({ configFile: configFor(url) });
  try {
    const token = await gateway.token('engineer');
    const [proxyPort, superPort] = await freePorts();
    started.push(
      bridge([
        'mcp-proxy/dist/bin/mcp-proxy.mjs',
        '--port',
        `${proxyPort}`,
        '--host',
        '127.0.0.1',
        '--server',
        'stream',
        '--',
        process.execPath,
        upstream,
      ]),
    );
    started.push(
      bridge([
        'supergateway/dist/index.js',
        '--stdio',
        `${process.execPath} ${upstream}`,
        '--outputTransport',
        'streamableHttp',
        '--stateful',
        '--port',
        `${superPort}`,
        '--logLevel',
        'none',
      ]),
    );
    const direct = spawn(process.execPath, [upstream], { stdio: ['pipe', 'pipe', 'inherit'] });
    started.push(direct);
    const targets = {
      http: modernTarget(url),
      gatewayHttp: modernTarget(`${gateway.apiUrl}/mcp/bench-http`, token),
      stdio: stdioTarget(direct),
      gatewayStdio: modernTarget(`${gateway.apiUrl}/mcp/bench-stdio`, token),
      mcpProxy: await legacyTarget(`http://127.0.0.1:${proxyPort}/mcp`),
      supergateway: await legacyTarget(`http://127.0.0.1:${superPort}/mcp`),
    };
    return await measure(targets);
  } finally {
    await gateway.stop();
    for (const child of started) child.kill('SIGKILL');
  }
}

type Name = 'http' | 'gatewayHttp' | 'stdio' | 'gatewayStdio' | 'mcpProxy' | 'supergateway';

async function measure(targets: Readonly<Record<Name, Target>>): Promise<readonly Row[]> {
  const agent = new Agent({ keepAlive: true });
  const names = Object.keys(targets) as Name[];
  const taken = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      for (let call = 0; call < callsARound; call += 1) {
        const from = performance.now();
        await targets[name].call(agent);
        if (round > 1) taken.get(name)?.push(performance.now() - from);
      }
    }
  }
  agent.destroy();
  const at = (name: Name, share: number) => percentile(taken.get(name) ?? [], share);
  const added = (name: Name, over: Name, share: number) => at(name, share) - at(over, share);
  const row = (name: string, value: number): Row => ({ name, value, unit: 'ms' });
  const loads: Row[] = [];
  for (const [title, name] of [
    ['gateway over HTTP', 'gatewayHttp'],
    ['gateway over stdio', 'gatewayStdio'],
    ['mcp-proxy over stdio', 'mcpProxy'],
    ['supergateway --stateful over stdio', 'supergateway'],
  ] as const)
    loads.push({ name: `${title}, ${clients} clients`, value: await callsPerSecond(targets[name]), unit: 'calls/s' });
  return [
    { ...row('gateway over HTTP, added p50', added('gatewayHttp', 'http', 0.5)), budget: { kind: 'at-most', value: 3 } },
    row('gateway over HTTP, added p99', added('gatewayHttp', 'http', 0.99)),
    row('gateway over stdio, added p50', added('gatewayStdio', 'stdio', 0.5)),
    row('mcp-proxy 6.7.19 over stdio, added p50', added('mcpProxy', 'stdio', 0.5)),
    row('mcp-proxy 6.7.19 over stdio, added p99', added('mcpProxy', 'stdio', 0.99)),
    row('supergateway 4.0.0 --stateful over stdio, added p50', added('supergateway', 'stdio', 0.5)),
    row('supergateway 4.0.0 --stateful over stdio, added p99', added('supergateway', 'stdio', 0.99)),
    row('the upstream alone over HTTP, p50', at('http', 0.5)),
    row('the upstream alone over stdio, p50', at('stdio', 0.5)),
    ...loads,
  ];
}

async function callsPerSecond({ call }: Target): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let left = loadCalls;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      await call(agent);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - from) / 1000;
  agent.destroy();
  return loadCalls / seconds;
}

const params = { name: 'echo', arguments: { message: 'hello' } };
let ids = 0;

function modernTarget(url: string, token?: string): Target {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const headers = {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'echo',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return { call: (agent) => said(post(url, { method: 'tools/call', params: { ...params, _meta } }, { headers, agent })) };
}

/** A bridge's session, opened once; it may take a moment until it listens. */
async function legacyTarget(url: string): Promise<Target> {
  const agent = new Agent();
  const clientInfo = { name: 'bench', version: '1' };
  const open = { method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } };
  for (let tries = 0; ; tries += 1) {
    const opened = await post(url, open, { headers: {}, agent }).catch(() => undefined);
    if (opened !== undefined) {
      const headers = { 'mcp-protocol-version': '2025-11-25', 'mcp-session-id': opened.session };
      await post(url, { method: 'notifications/initialized', isNotification: true }, { headers, agent });
      agent.destroy();
      return { call: (own) => said(post(url, { method: 'tools/call', params }, { headers, agent: own })) };
    }
    if (tries > 200) throw new Error(`nothing answers at ${url}`);
    await setTimeout(100);
  }
}

function stdioTarget({ stdin, stdout }: ChildProcess): Target {
  if (stdin === null || stdout === null) throw new TypeError('the upstream has no pipes');
  const waiting = new Map<number, () => void>();
  createInterface({ input: stdout }).on('line', (line) => waiting.get((JSON.parse(line) as { readonly id: number }).id)?.());
  return {
    call: () =>
      new Promise((resolve) => {
        const id = ++ids;
        waiting.set(id, resolve);
        stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`);
      }),
  };
}

type Sent = { readonly method: string; readonly params?: object; readonly isNotification?: true };
type How = { readonly headers: Readonly<Record<string, string>>; readonly agent: Agent };
type Answer = { readonly text: string; readonly session: string };

async function post(url: string, { isNotification, ...message }: Sent, { headers, agent }: How): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const own = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const sent = request(url, { method: 'POST', agent, headers: { ...own, ...headers } }, async (reply) => {
    const text = Buffer.concat(await reply.toArray()).toString();
    if ((reply.statusCode ?? 500) >= 300) reject(new Error(`${url} answered ${reply.statusCode}: ${text}`));
    resolve({ text, session: String(reply.headers['mcp-session-id'] ?? '') });
  });
  sent.once('error', reject);
  sent.end(JSON.stringify({ jsonrpc: '2.0', ...(isNotification === true ? {} : { id: ++ids }), ...message }));
  return promise;
}

async function said(answer: Promise<Answer>): Promise<void> {
  const { text } = await answer;
  if (!text.includes('hello')) throw new Error(`the tool did not answer: ${text}`);
}

function bridge([program = '', ...args]: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...loopback, fileURLToPath(new URL(program, packages)), ...args], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new TypeError('the upstream has no output');
  const [line] = await once(createInterface({ input: stdout }), 'line');
  return String(line);
}

/** The starter policies, and budgets that a bench does not use up. */
function configFor(url: string): string {
  const file = join(tmpdir(), `countersign-bench-mcp-${process.pid}.yaml`);
  const limits = 'limits: { callsPerMinute: 100000, concurrentCalls: 1000, megabytesPerMinute: 1000 }';
  const common = `kind: mcp, groups: [mcp-production-engineers], pinning: first-use, ${limits}`;
  const issuer = 'name: dev, issuer: "http://127.0.0.1:%PORT%/issuer", audience: [countersign], kind: human, groupsClaim: groups';
  writeFileSync(
    file,
    `stage: dev
timeZone: UTC
publicUrl: "http://127.0.0.1:%PORT%"
limits: { callsPerSecond: 100000, callBurst: 1000000 }
identity: { personKey: email, issuers: [{ ${issuer}, actorClaim: actor, clientId: countersign-cli, webClientId: countersign-web }] }
connections:
  - { name: bench-http, ${common}, transport: { kind: http, url: "${url}" } }
  - { name: bench-stdio, ${common}, transport: { kind: stdio, command: "%NODE%", args: ["${upstream}"] } }
policies: ${fileURLToPath(new URL('../policies', import.meta.url))}
approvals: { people: [], chains: { production-change: { steps: [{ need: 1, from: ["group:prod-approvers"] }] }, two-person: { steps: [{ need: 2, from: ["group:prod-approvers"] }] } }, breakGlass: production-change }
`,
  );
  return file;
}
