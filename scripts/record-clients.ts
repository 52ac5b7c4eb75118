/**
 * Records what unmodified clients send: `node scripts/record-clients.ts` writes `test/clients/recorded/*.json`,
 * `node scripts/record-clients.ts boto3` the recording of that client alone.
 * It needs the aws CLI, boto3 and openssl on PATH; the credentials are those of the tests, and open nothing.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayError } from '#core/errors.ts';
import type { HttpRequest } from '#core/http.ts';
import { keysEnv } from '#test/clients/support/aws-cli.ts';
import { openAwsShell } from '#test/clients/support/aws-cli-shell.ts';
import { readCommands, recordedCommands, seedCommands, wordsOf } from '#test/clients/support/cli-commands.ts';
import { boto3Calls, boto3Rows } from '#test/vectors/boto3.ts';
import { type Capture, startCapture } from '#test/vectors/capture.ts';
import { sdkCalls } from '#test/vectors/sdk-calls.ts';
import { type Endpoints, sdkRows } from '#test/vectors/sdk-rows.ts';
import { credentials } from '#test/vectors/signers.ts';
import { verifyingAnswer } from '#test/vectors/verifying-answer.ts';

const directory = new URL('../test/clients/recorded/', import.meta.url);
const refusal = new GatewayError('denied', 'Recorded, and refused.');

/** Gives the name of every call that was made, in order. */
type Work = (endpoints: Endpoints) => Promise<readonly string[]>;

const clients: Readonly<Record<string, Work>> = {
  'aws-cli': async ({ http, https }) => {
    const shell = await openAwsShell();
    const commands = [...seedCommands, ...readCommands, ...recordedCommands(http, https)];
    const env = { ...keysEnv(http, credentials), AWS_MAX_ATTEMPTS: '1' };
    for (const command of commands) await shell.run(wordsOf(command), env);
    await shell.close();
    return commands;
  },
  boto3: async ({ http, https }) => {
    const calls = await boto3Calls(http, 'legacy', 1);
    return [...calls.map(({ name }) => name), ...(await boto3Rows(http, https))];
  },
  'sdk-js': async (endpoints) => {
    for (const call of sdkCalls) await call.send(endpoints.http).catch(() => undefined);
    for (const row of sdkRows) await row.send(endpoints).catch(() => undefined);
    return [...sdkCalls.map(({ name }) => name), ...sdkRows.map(({ call }) => call)];
  },
};

mkdirSync(directory, { recursive: true });
const tls = ownCertificate();
const asked = process.argv.slice(2);
for (const [name, work] of Object.entries(clients)) {
  if (asked.length === 0 || asked.includes(name)) await record(name, work);
}

async function record(name: string, work: Work): Promise<void> {
  const requests: { readonly request: HttpRequest; readonly host: string }[] = [];
  const keep = (request: HttpRequest, host: string) => {
    requests.push({ request, host });
    return verifyingAnswer(refusal)(request, host);
  };
  const captures: readonly [Capture, Capture] = [await startCapture(keep), await startCapture(keep, tls)];
  const [http, https] = captures.map(({ endpoint }) => endpoint) as [string, string];
  const calls = await work({ http, https });
  for (const capture of captures) await capture.close();
  if (calls.length !== requests.length) throw new Error(`${name}: ${calls.length} calls sent ${requests.length} requests`);
  const recorded = requests.map(({ request, host }, index) => ({ call: calls[index], host, ...written(request) }));
  writeFileSync(new URL(`${name}.json`, directory), `${JSON.stringify(recorded, undefined, 1)}\n`);
  process.stdout.write(`${name}: ${requests.length} requests\n`);
}

function written({ body, headers, ...request }: HttpRequest): object {
  // What tells of the machine, and no client signs.
  const kept = headers.filter(([name]) => name.toLowerCase() !== 'user-agent');
  return { ...request, headers: kept, body: Buffer.from(body).toString('base64') };
}

function ownCertificate(): { readonly key: Buffer; readonly cert: Buffer } {
  const home = mkdtempSync(join(tmpdir(), 'countersign-tls-'));
  const [key, cert] = [join(home, 'key'), join(home, 'cert')];
  const subject = ['-subj', '/CN=127.0.0.1', '-days', '2', '-nodes'];
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, ...subject]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  const files = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(home, { recursive: true });
  return files;
}
