/** Each example runs as it stands, against a gateway of this machine: only names of the example's company are put right. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { cliEnv } from './support/aws-cli.ts';
import { countersign, startGateway, type TestGateway } from './support/gateway.ts';
import { needs } from './support/on-path.ts';
import { needsTerraform, terraform } from './support/terraform.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'countersign-examples-'));
let gateway: TestGateway;
let profile: Readonly<Record<string, string>>;

before(async () => {
  gateway = await startGateway();
  for (const args of [
    ['login', '--as', 'engineer', '--url', gateway.apiUrl],
    ['setup', '--connection', 'sandbox'],
  ]) {
    const { code, stderr } = await countersign(args, home);
    assert.equal(code, 0, stderr);
  }
  profile = {
    COUNTERSIGN_HOME: join(home, 'state'),
    AWS_CONFIG_FILE: join(home, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_PROFILE: 'countersign-sandbox',
    AWS_REGION: 'eu-west-1',
  };
});

after(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true, force: true });
});

type Ran = { readonly stdout: string; readonly stderr: string; readonly code: number };

async function run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn(program, args, { cwd: home, env: cliEnv(env), timeout: 240_000, killSignal: 'SIGKILL' });
  const closed = once(child, 'close');
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, code };
}

test('the aws CLI lists what it may, and is told why it may not make a user', needs('aws'), async () => {
  const { stdout, stderr, code } = await run('sh', [join(examples, 'aws-cli/instances.sh')], profile);

  assert.equal(code, 0, stderr);
  assert.match(stdout, /^i-/);
  assert.match(stderr, /CreateUser operation: .*guardrail/s);
});

test('the SDK for JavaScript needs the profile alone', async () => {
  const { stdout, stderr, code } = await run(process.execPath, [join(examples, 'sdk/instances.ts')], profile);

  assert.equal(code, 0, stderr);
  assert.match(stdout, /^i-/);
});

test('boto3 needs the profile alone', needs('aws', 'python3'), async () => {
  const { stdout, stderr, code } = await run('python3', [join(examples, 'sdk/instances.py')], profile);

  assert.equal(code, 0, stderr);
  assert.match(stdout, /^i-/);
});

test(
  'a job of GitHub Actions changes its own token for credentials, and calls AWS with them',
  needs('aws', 'bash', 'curl', 'jq'),
  async () => {
    const { jobs } = parse(readFileSync(join(examples, 'github-actions/deploy.yaml'), 'utf8'));
    const steps: readonly { readonly run: string }[] = jobs.deploy.steps;
    const tokens = createServer(async (_request, response) => response.end(JSON.stringify({ value: await gateway.token('ci') })));
    await once(tokens.listen(0, '127.0.0.1'), 'listening');
    const address = tokens.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const env = {
      ...jobs.deploy.env,
      AWS_CONFIG_FILE: '/dev/null',
      COUNTERSIGN_URL: gateway.apiUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/?a=b`,
      GITHUB_ENV: join(home, 'github-env'),
    };

    // As a runner does: a shell a step, and the environment that one leaves is the next one's.
    const script = (step: { readonly run: string } | undefined) => (step?.run ?? '').replace('"mcp-prod"', '"sandbox"');
    const exchange = await run('bash', ['-eo', 'pipefail', '-c', script(steps[0])], env);
    const left = readFileSync(env.GITHUB_ENV, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s));
    const call = await run('bash', ['-eo', 'pipefail', '-c', script(steps[1])], { ...env, ...Object.fromEntries(left) });
    tokens.close();

    assert.equal(exchange.code, 0, exchange.stderr);
    assert.match(exchange.stdout, /::add-mask::/);
    assert.equal(call.code, 0, call.stderr);
    assert.match(call.stdout, /"InstanceId": "i-/);
  },
);

test('Terraform reads with the profile', needsTerraform('aws'), async () => {
  const directory = mkdtempSync(join(home, 'terraform-'));
  const text = readFileSync(join(examples, 'terraform/main.tf'), 'utf8').replace('countersign-mcp-prod', 'countersign-sandbox');
  writeFileSync(join(directory, 'main.tf'), text);

  for (const args of [['init'], ['plan']]) {
    const { output, code } = await terraform(args, directory, profile);
    assert.equal(code, 0, output);
  }
});
