/** Masked replies of operations of every protocol, as boto3 and the aws CLI read them, where they are on PATH. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { HttpReply } from '#core/http.ts';
import { needs } from '../clients/support/on-path.ts';
import { sampledReply, sdks } from './masking-sdk-operations.ts';
import { createAnswering } from './masking-sdk-server.ts';

const catalog = readCatalog();
const program = fileURLToPath(new URL('masking-boto3.py', import.meta.url));
const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIATEST',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Each ends with its exit code and what it printed. */
async function run(command: string, args: readonly string[], input: string) {
  const child = spawn(command, args, { env: { ...process.env, ...credentials }, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output, errors };
}

function carried({ headers, body }: HttpReply) {
  return { headers, body: Buffer.from(body).toString('base64') };
}

/** Every operation that has something to mask, and every twelfth of the others; boto3 speaks CBOR with nobody yet. */
function rows() {
  const spoken = sdks.filter(({ protocol }) => protocol === undefined);
  return spoken.flatMap(({ service }) =>
    [...(catalog.services.get(service)?.operations.values() ?? [])]
      .filter((operation, position) => operation.hasSensitiveOutput || position % 12 === 0)
      .flatMap((operation) => {
        const sampled = sampledReply(catalog, operation);
        if (sampled === undefined) return [];
        const isMasked = sampled.clear !== sampled.masked;
        return [{ service, operation: operation.name, isMasked, clear: carried(sampled.clear), masked: carried(sampled.masked) }];
      }),
  );
}

test('boto3 reads the masked reply of every protocol as it reads the clear one', needs('python3', 'aws'), async (context) => {
  const asked = rows();

  const { output, errors } = await run('python3', [program], asked.map((row) => `${JSON.stringify(row)}\n`).join(''));

  if (errors.includes('No module named')) return context.diagnostic('boto3 is not installed: this part is skipped');
  const answers = output.split('\n').filter((line) => line !== '');
  assert.equal(answers.length, asked.length, errors);
  const wrong = answers.map((line) => JSON.parse(line)).filter((answer) => 'difference' in answer || 'error' in answer);
  context.diagnostic(
    `boto3 read ${answers.length} replies, of which ${asked.filter(({ isMasked }) => isMasked).length} were masked`,
  );
  assert.deepEqual(wrong, []);
  assert.ok(asked.filter(({ isMasked }) => isMasked).length >= 40);
});

/** One command a protocol, without parameters of its own. */
const commands = [
  ['dynamodb', 'ListTables', 'list-tables'],
  ['ssm', 'DescribeParameters', 'describe-parameters'],
  ['sts', 'GetSessionToken', 'get-session-token'],
  ['iam', 'ListAccessKeys', 'list-access-keys'],
  ['ec2', 'DescribeLaunchTemplateVersions', 'describe-launch-template-versions'],
  ['lambda', 'ListFunctions', 'list-functions'],
  ['route53', 'ListHostedZones', 'list-hosted-zones'],
] as const;

test('the aws CLI prints the masked reply of every protocol', needs('aws'), async (context) => {
  const upstream = await createAnswering();
  context.after(() => upstream.close());

  for (const [service, name, command] of commands) {
    const operation = catalog.operation(service, name);
    const sampled = operation === undefined ? undefined : sampledReply(catalog, operation);
    assert.ok(sampled !== undefined, name);
    upstream.answer(sampled.masked);
    const args = ['--endpoint-url', upstream.endpoint, '--output', 'json', '--no-paginate', service, command];
    const { code, output, errors } = await run('aws', args, '');
    assert.equal(code, 0, `${name}: ${errors}`);
    assert.equal(typeof JSON.parse(output), 'object');
    context.diagnostic(`${service} ${command}: ${sampled.masked === sampled.clear ? 'nothing to mask' : 'masked'}`);
  }
});
