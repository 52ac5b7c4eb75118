/** A gateway of one's own: the real process of `npm start` on free ports, with its own data directory. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export type SdkCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
};

export type Issued = SdkCredentials & { readonly sessionId: string };

export type TestGateway = {
  readonly apiUrl: string;
  readonly wireUrl: string;
  readonly dataDirectory: string;
  /** How long a revocation may take to reach the next request: nothing on one machine, a short cache on AWS. */
  readonly revokedWithinSeconds: number;
  readonly token: (as: string) => Promise<string>;
  readonly api: (
    as: string,
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ) => Promise<{ readonly status: number; readonly body: never }>;
  readonly issue: (as: string, connection?: string) => Promise<Issued>;
  /** Everything that the process printed so far. */
  readonly output: () => string;
  /** Ends it as a crash would (SIGKILL). */
  readonly crash: () => Promise<void>;
  /** Ends it and removes its data. */
  readonly stop: () => Promise<void>;
};

export type GatewayOptions = {
  readonly configFile?: string;
  readonly dataDirectory?: string;
  readonly ports?: readonly [api: number, wire: number, sandbox: number];
  /** How long a call that waits for an approval is held. */
  readonly holdSeconds?: number;
  /** A module, from the root, that is loaded before the gateway's own. */
  readonly preload?: string;
};

const root = fileURLToPath(new URL('../../..', import.meta.url));
const startMilliseconds = 120_000;

let startElsewhere: ((options: GatewayOptions) => Promise<TestGateway>) | undefined;

/** For a process that runs the tests of clients against another host of the same gateway than one machine. */
export function startGatewaysBy(start: (options: GatewayOptions) => Promise<TestGateway>): void {
  startElsewhere = start;
}

export async function startGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  if (startElsewhere !== undefined) return startElsewhere(options);
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'countersign-'));
  const [port, wirePort, sandboxPort] = options.ports ?? (await freePorts());
  const ports = ['--port', port, '--wire-port', wirePort, '--sandbox-port', sandboxPort].map(String);
  const config = options.configFile === undefined ? [] : ['--config', options.configFile];
  const hold = options.holdSeconds === undefined ? [] : ['--hold-seconds', String(options.holdSeconds)];
  const preload = options.preload === undefined ? [] : ['--import', options.preload];
  const program = ['--import', './test/clients/support/keep-compiled.ts', ...preload, 'local/main.ts'];
  const child = spawn(process.execPath, [...program, ...ports, '--data', dataDirectory, ...config, ...hold], { cwd: root });
  const output = await started(child);
  const apiUrl = `http://127.0.0.1:${port}`;
  const api = apiOf(apiUrl);
  const crash = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  };
  return {
    apiUrl,
    wireUrl: `http://127.0.0.1:${wirePort}`,
    dataDirectory,
    revokedWithinSeconds: 0,
    ...api,
    output,
    crash,
    stop: async () => {
      await crash();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function started(child: ChildProcess): Promise<() => string> {
  let output = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onData = (chunk: Buffer) => {
    output += chunk;
    if (output.includes('Stop it with Ctrl-C')) resolve();
  };
  child.stdout?.on('data', onData);
  child.stderr?.on('data', onData);
  child.once('close', (code) => reject(new Error(`the gateway ended with ${code}: ${output}`)));
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new Error(`the gateway did not start: ${output}`));
  }, startMilliseconds);
  await promise.finally(() => clearTimeout(timer));
  return () => output;
}

function apiOf(apiUrl: string): ApiClient {
  return apiClient(apiUrl, async (as) => {
    const reply = await fetch(`${apiUrl}/local/token`, { method: 'POST', body: JSON.stringify({ as }) });
    const body = (await reply.json()) as { readonly token: string };
    return body.token;
  });
}

export type ApiClient = Pick<TestGateway, 'token' | 'api' | 'issue'>;

/** Speaks to the JSON API with the tokens that somebody makes. */
export function apiClient(apiUrl: string, token: ApiClient['token']): ApiClient {
  const api: TestGateway['api'] = async (as, method, path, body) => {
    const headers = { authorization: `Bearer ${await token(as)}`, 'content-type': 'application/json' };
    const reply = await fetch(`${apiUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: (await reply.json()) as never };
  };
  const issue = async (as: string, connection = 'sandbox') => {
    const { status, body } = await api(as, 'POST', '/v1/credentials', { connection });
    if (status !== 200) throw new Error(`no credentials: ${status} ${JSON.stringify(body)}`);
    const { accessKeyId, secretAccessKey, sessionToken, sessionId } = body as Issued;
    return { accessKeyId, secretAccessKey, sessionToken, sessionId };
  };
  return { token, api, issue };
}

export async function freePorts(): Promise<readonly [number, number, number]> {
  const servers = [0, 1, 2].map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return [ports[0] ?? 0, ports[1] ?? 0, ports[2] ?? 0];
}

/** Runs the product's own CLI, with a home and an AWS configuration file of the test's own. */
export async function countersign(
  args: readonly string[],
  home: string,
  onProgress: (line: string) => void = () => undefined,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }> {
  const child = spawn(process.execPath, [join(root, 'bin', 'countersign.mjs'), ...args], {
    env: {
      ...process.env,
      COUNTERSIGN_HOME: join(home, 'state'),
      AWS_CONFIG_FILE: join(home, 'aws-config'),
      COUNTERSIGN_URL: '',
    },
  });
  child.stderr.once('data', (chunk: Buffer) => onProgress(String(chunk)));
  const closed = once(child, 'close');
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, code };
}
