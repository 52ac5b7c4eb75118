/** The story as a new user lives it: the product's CLI sets the profile up, the unmodified aws CLI does the rest. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { awsCli, type CliResult, keysEnv } from './aws-cli.ts';
import { type AwsShell, openAwsShell } from './aws-cli-shell.ts';
import { countersign, startGateway, type TestGateway } from './gateway.ts';
import { type Moto, startMoto } from './moto.ts';
import { needs, onPath } from './on-path.ts';

type Env = Readonly<Record<string, string>>;

type Upstream = {
  readonly name: string;
  readonly gateway: TestGateway;
  readonly home: string;
  /** What the `credential_process` of the profile gives, so that not every command has to start it. */
  readonly keys: Env;
};

const upstreams: Upstream[] = [];
let moto: Moto | undefined;
let shell: AwsShell | undefined;

async function setUp(name: string, endpoint?: string): Promise<Upstream> {
  const home = mkdtempSync(join(tmpdir(), 'countersign-home-'));
  const config = endpoint === undefined ? {} : { configFile: configFor(endpoint, home) };
  const gateway = await startGateway({ ...config, holdSeconds: 0 });
  const login = await countersign(['login', '--as', 'engineer', '--url', gateway.apiUrl], home);
  const setup = await countersign(['setup', '--connection', 'sandbox'], home);
  assert.deepEqual([login.code, setup.code], [0, 0], login.stderr + setup.stderr);
  return { name, gateway, home, keys: await givenKeys(home) };
}

async function givenKeys(home: string): Promise<Env> {
  const { stdout } = await countersign(['credentials', '--connection', 'sandbox'], home);
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(stdout);
  return { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey, AWS_SESSION_TOKEN: SessionToken };
}

/** The shipped configuration with its upstream replaced: an operator's own file with `connection.endpoint`. */
function configFor(endpoint: string, home: string): string {
  const root = new URL('../../../', import.meta.url);
  const text = readFileSync(new URL('local/countersign.config.yaml', root), 'utf8')
    .replace('http://127.0.0.1:%SANDBOX_PORT%', endpoint)
    .replace('../policies', new URL('policies', root).pathname);
  const file = join(home, 'countersign.config.yaml');
  writeFileSync(file, text);
  return file;
}

async function seed(url: string): Promise<void> {
  const env = keysEnv(url, { accessKeyId: 'test', secretAccessKey: 'test' });
  const commands = [
    ['secretsmanager', 'create-secret', '--name', 'prod/db', '--secret-string', '{"password":"hunter2hunter2"}'],
    ['ssm', 'put-parameter', '--name', '/prod/api-key', '--type', 'SecureString', '--value', 'hunter2hunter2'],
    ['s3', 'mb', 's3://demo'],
    [
      'dynamodb',
      'create-table',
      '--table-name',
      'orders',
      '--billing-mode',
      'PAY_PER_REQUEST',
      '--attribute-definitions',
      'AttributeName=id,AttributeType=S',
      '--key-schema',
      'AttributeName=id,KeyType=HASH',
    ],
  ];
  for (const command of commands) assert.equal((await run(command, env)).code, 0, command.join(' '));
}

/** The aws CLI with nothing set but the profile, and the keys that it gives. */
function aws(upstream: Upstream, ...args: readonly string[]): Promise<CliResult> {
  return run(args, { ...profile(upstream), ...upstream.keys });
}

async function run(args: readonly string[], env: Env): Promise<CliResult> {
  shell ??= await openAwsShell();
  return shell.run(args, env);
}

function profile({ home }: Upstream): Env {
  return {
    AWS_PROFILE: 'countersign-sandbox',
    AWS_CONFIG_FILE: join(home, 'aws-config'),
    COUNTERSIGN_HOME: join(home, 'state'),
  };
}

async function launch(upstream: Upstream, ...tags: readonly string[]): Promise<string> {
  const image = ['--image-id', upstream.name === 'moto' ? await anyImage(upstream) : 'ami-0c0ffee0000000001'];
  const { stdout, stderr } = await aws(
    upstream,
    'ec2',
    'run-instances',
    ...image,
    '--instance-type',
    't3.micro',
    ...tags,
    '--query',
    'Instances[0].InstanceId',
    '--output',
    'text',
  );
  assert.match(stdout, /^i-/, stderr);
  return stdout.trim();
}

async function anyImage(upstream: Upstream): Promise<string> {
  const { stdout } = await aws(upstream, 'ec2', 'describe-images', '--query', 'Images[0].ImageId', '--output', 'text');
  return stdout.trim();
}

async function everywhere(check: (upstream: Upstream) => Promise<void>): Promise<void> {
  for (const upstream of upstreams) await check(upstream);
}

/** Tells the story over one upstream, the sandbox or moto_server by `connection.endpoint`: the whole, or what only a client can show. */
export function tellCliStory(upstream: 'sandbox' | 'moto', extent: 'whole' | 'sample' = 'whole'): void {
  const whole = extent === 'whole' ? test : () => undefined;
  before(async () => {
    if (upstream === 'sandbox') upstreams.push(await setUp('sandbox'));
    if (upstream === 'sandbox' || !onPath('moto_server') || !onPath('aws')) return;
    moto = await startMoto();
    upstreams.push(await setUp('moto', moto.url));
    await seed(moto.url);
  });
  after(async () => {
    await Promise.all(upstreams.map(({ gateway }) => gateway.stop()));
    for (const { home } of upstreams) rmSync(home, { recursive: true });
    await moto?.stop();
    await shell?.close();
  });

  test('the program itself needs nothing but the profile', needs('aws'), () =>
    everywhere(async (upstream) => {
      const { stdout, stderr } = await awsCli(['sts', 'get-caller-identity'], profile(upstream));

      assert.match(stdout, /assumed-role\/engineer/, stderr);
    }),
  );

  whole('instances are launched, described and terminated by policy', needs('aws'), () =>
    everywhere(async (upstream) => {
      const id = await launch(upstream);
      const described = await aws(upstream, 'ec2', 'describe-instances', '--instance-ids', id);
      const ended = await aws(upstream, 'ec2', 'terminate-instances', '--instance-ids', id);

      assert.match(described.stdout, new RegExp(id));
      assert.equal(ended.code, 0, ended.stderr);
    }),
  );

  test('terminating an MCP server waits, naming guardrail, chain and the approval’s page', needs('aws'), () =>
    everywhere(async (upstream) => {
      const id = await launch(upstream, '--tag-specifications', 'ResourceType=instance,Tags=[{Key=mcp-server,Value=tickets}]');

      const { code, stderr } = await run(['ec2', 'terminate-instances', '--instance-ids', id], {
        ...profile(upstream),
        ...upstream.keys,
        AWS_MAX_ATTEMPTS: '1',
      });

      assert.notEqual(code, 0);
      assert.match(stderr, /NOT EXECUTED yet.*production-change.*terminate-mcp-server.*http:\S+\/approvals\/\w+/s);
    }),
  );

  test('secrets and decrypted parameters come masked', needs('aws'), () =>
    everywhere(async (upstream) => {
      const secret = await aws(upstream, 'secretsmanager', 'get-secret-value', '--secret-id', 'prod/db');
      const parameter = await aws(upstream, 'ssm', 'get-parameter', '--name', '/prod/api-key', '--with-decryption');

      assert.equal(JSON.parse(secret.stdout).SecretString, '[masked:secret]', secret.stderr);
      assert.equal(JSON.parse(parameter.stdout).Parameter.Value, '[masked:secret]', parameter.stderr);
    }),
  );

  whole('users cannot be made', needs('aws'), () =>
    everywhere(async (upstream) => {
      const { code, stderr } = await aws(upstream, 'iam', 'create-user', '--user-name', 'mallory');

      assert.notEqual(code, 0);
      assert.match(stderr, /AccessDenied.*guardrail/s);
    }),
  );

  whole('a file is copied there and back', needs('aws'), () =>
    everywhere(async (upstream) => {
      const [here, back] = [join(upstream.home, 'here'), join(upstream.home, 'back')];
      writeFileSync(
        here,
        Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256),
      );

      const up = await aws(upstream, 's3', 'cp', here, 's3://demo/folder/a b+c.bin');
      const down = await aws(upstream, 's3', 'cp', 's3://demo/folder/a b+c.bin', back);

      assert.deepEqual([up.code, down.code], [0, 0], up.stderr + down.stderr);
      assert.deepEqual(readFileSync(back), readFileSync(here));
    }),
  );

  whole('an item is put and got', needs('aws'), () =>
    everywhere(async (upstream) => {
      const item = '{"id":{"S":"order-1"},"total":{"N":"12345678901234567890"}}';

      const put = await aws(upstream, 'dynamodb', 'put-item', '--table-name', 'orders', '--item', item);
      const got = await aws(upstream, 'dynamodb', 'get-item', '--table-name', 'orders', '--key', '{"id":{"S":"order-1"}}');

      assert.equal(put.code, 0, put.stderr);
      assert.deepEqual(JSON.parse(got.stdout).Item, JSON.parse(item));
    }),
  );

  test('the whole is one session, and it tells the story', needs('aws'), () =>
    everywhere(async ({ home }) => {
      const list = await countersign(['sessions', 'list', '--json'], home);
      const [session, ...others] = JSON.parse(list.stdout).items;

      const shown = await countersign(['sessions', 'show', session.id], home);

      assert.equal(others.length, 0);
      assert.match(shown.stdout, /refused.*TerminateInstances.*terminate-mcp-server/);
      assert.match(shown.stdout, /GetSecretValue.*secret-read/);
      assert.doesNotMatch(shown.stdout, /hunter2/);
    }),
  );

  test('the next command after a revocation fails', needs('aws'), () =>
    everywhere(async (upstream) => {
      const { home } = upstream;
      const list = await countersign(['sessions', 'list', '--json'], home);

      const revoked = await countersign(['sessions', 'revoke', JSON.parse(list.stdout).items[0].id], home);
      const next = await aws(upstream, 'sts', 'get-caller-identity');

      assert.equal(revoked.code, 0, revoked.stderr);
      assert.match(next.stderr, /InvalidClientTokenId/);
      // A token says when it was issued in whole seconds: one of this second counts as issued before.
      await setTimeout(1000);
    }),
  );

  whole('whoever is cut off is out with the tokens that they hold', () =>
    everywhere(async ({ home, gateway }) => {
      await countersign(['login', '--as', 'engineer'], home);
      const { stdout: token } = await countersign(['token'], home);
      const whoami = () => fetch(`${gateway.apiUrl}/v1/whoami`, { headers: { authorization: `Bearer ${token.trim()}` } });
      const before = await whoami();

      const revoked = await countersign(['people', 'revoke', 'dev:engineer'], home);
      const after = await whoami();

      assert.equal(revoked.code, 0, revoked.stderr);
      assert.match(revoked.stderr, /block the person at the identity provider/);
      assert.deepEqual([before.status, after.status], [200, 401]);
      // As above.
      await setTimeout(1000);
    }),
  );

  whole('explain names the guardrail before anything is tried', () =>
    everywhere(async ({ home }) => {
      await countersign(['login', '--as', 'engineer'], home);

      const { stdout } = await countersign(
        ['explain', 'iam', 'CreateUser', '--connection', 'sandbox', '--parameters', '{"UserName":"x"}'],
        home,
      );

      assert.match(stdout, /decision\s+deny \(guardrail\)/);
    }),
  );

  whole('whoami, setup --print and config check answer', async () => {
    const [{ home } = { home: '' }] = upstreams;
    const runs = [['whoami'], ['setup', '--print'], ['token']];

    for (const run of runs) assert.equal((await countersign(run, home)).code, 0, run.join(' '));
    const wrong = join(home, 'wrong.yaml');
    writeFileSync(wrong, 'publicUrl: http://x\nidentity: {}\nconnections: []\nregoin: x\n');
    const { code, stderr } = await countersign(['config', 'check', wrong], home);
    assert.equal(code, 2);
    assert.match(stderr, /unknown key "regoin"/);
  });

  whole('setup keeps what stands in the AWS config file, and replaces only its own section', async () => {
    const [{ home } = { home: '' }] = upstreams;
    const file = join(home, 'aws-config');
    writeFileSync(file, `[profile mine]\nregion = us-east-2\n\n${readFileSync(file, 'utf8')}`);

    await countersign(['setup'], home);
    await countersign(['setup'], home);

    const text = readFileSync(file, 'utf8');
    assert.match(text, /^\[profile mine\]\nregion = us-east-2\n/);
    assert.equal(text.match(/\[profile countersign-sandbox\]/g)?.length, 1);
  });
}
