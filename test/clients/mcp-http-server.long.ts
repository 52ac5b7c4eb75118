/** `@modelcontextprotocol/server-everything` over HTTP with its sessions, on this machine alone: it works for both eras, and again after it was restarted. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts, startGateway, type TestGateway } from './support/gateway.ts';
import { mcpConfig } from './support/mcp-config.ts';
import { type RawMcp, rawMcp } from './support/mcp-raw.ts';

const program = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
);
const loopback = fileURLToPath(new URL('support/loopback-only.ts', import.meta.url));

let home: string;
let port: number;
let server: ChildProcess;
let gateway: TestGateway;
let mcp: RawMcp;
before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-everything-'));
  [port] = await freePorts();
  server = await startServer();
  const connection = `name: everything, transport: { kind: http, url: "http://127.0.0.1:${port}/mcp" }`;
  gateway = await startGateway({ configFile: mcpConfig(home, { connection }) });
  mcp = rawMcp(`${gateway.apiUrl}/mcp/everything`, await gateway.token('engineer'));
});
after(async () => {
  await gateway.stop();
  server.kill('SIGKILL');
  rmSync(home, { recursive: true });
});

async function startServer(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', loopback, program, 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  });
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/mcp`).catch(() => undefined);
    if (answer !== undefined) return child;
    await setTimeout(100);
  }
  child.kill('SIGKILL');
  throw new Error('server-everything did not start');
}

for (const era of ['legacy', 'modern'] as const) {
  test(`a ${era} client calls, has progress, and reads through one session of the server’s`, async () => {
    const sum = await mcp[era]('tools/call', { name: 'get-sum', arguments: { a: 2, b: 3 } });
    const long = { name: 'trigger-long-running-operation', arguments: { duration: 0.2, steps: 2 } };
    const { notifications, result } = await mcp[era]('tools/call', { ...long, _meta: { progressToken: 'p' } });
    const read = await mcp[era]('resources/read', { uri: 'demo://resource/static/document/features.md' });

    assert.match(JSON.stringify(sum.result), /is 5/);
    assert.deepEqual(
      notifications.map(({ params }) => (params as { readonly progress: number }).progress),
      [1, 2],
    );
    assert.match(JSON.stringify(result), /completed/);
    assert.match(JSON.stringify(read.result), /features/i);
  });
}

test('a server that was restarted, and knows the session no more, is opened again', async () => {
  server.kill('SIGKILL');
  await once(server, 'close');
  const gone = await mcp.modern('tools/call', { name: 'echo', arguments: { message: 'lost' } });
  server = await startServer();
  const back = await mcp.modern('tools/call', { name: 'echo', arguments: { message: 'back' } });

  assert.equal(gone.result?.isError, true);
  assert.match(JSON.stringify(back.result), /Echo: back/);
});
