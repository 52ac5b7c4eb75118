/**
 * Records what unmodified clients send: `node scripts/record-clients.ts` writes `test/clients/recorded/*.json`,
 * `node scripts/record-clients.ts boto3` the recording of that client alone.
 * It needs the aws CLI and boto3 on PATH; the credentials are those of the tests, and open nothing.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { GatewayError } from '#core/errors.ts';
import type { HttpRequest } from '#core/http.ts';
import { awsCli, keysEnv } from '#test/clients/support/aws-cli.ts';
import { readCommands, seedCommands, wordsOf } from '#test/clients/support/cli-commands.ts';
import { boto3Calls } from '#test/vectors/boto3.ts';
import { startCapture } from '#test/vectors/capture.ts';
import { sdkCalls } from '#test/vectors/sdk-calls.ts';
import { credentials } from '#test/vectors/signers.ts';
import { verifyingAnswer } from '#test/vectors/verifying-answer.ts';

const directory = new URL('../test/clients/recorded/', import.meta.url);
const refusal = new GatewayError('denied', 'Recorded, and refused.');

type Work = (endpoint: string) => Promise<void>;

const clients: Readonly<Record<string, Work>> = {
  'aws-cli': async (endpoint) => {
    for (const command of [...seedCommands, ...readCommands]) await awsCli(wordsOf(command), keysEnv(endpoint, credentials));
  },
  boto3: async (endpoint) => void (await boto3Calls(endpoint, 'legacy', 1)),
  'sdk-js': async (endpoint) => {
    for (const call of sdkCalls) await call.send(endpoint).catch(() => undefined);
  },
};

mkdirSync(directory, { recursive: true });
const asked = process.argv.slice(2);
for (const [name, work] of Object.entries(clients)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const capture = await startCapture(verifyingAnswer(refusal));
  await work(capture.endpoint);
  await capture.close();
  const recorded = { host: capture.host, requests: capture.requests.map(written) };
  writeFileSync(new URL(`${name}.json`, directory), `${JSON.stringify(recorded, undefined, 1)}\n`);
  process.stdout.write(`${name}: ${capture.requests.length} requests\n`);
}

function written({ body, headers, ...request }: HttpRequest): object {
  // What tells of the machine, and no client signs.
  const kept = headers.filter(([name]) => name.toLowerCase() !== 'user-agent');
  return { ...request, headers: kept, body: Buffer.from(body).toString('base64') };
}
