import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createRoleAssumer } from '#adapters/upstream/assume-role.ts';
import { type ClosableUpstream, createUpstream } from '#adapters/upstream/aws-http.ts';
import { createFactReader } from '#adapters/upstream/resource-tags.ts';
import { GatewayError } from '#core/errors.ts';
import { headerValue } from '#core/http.ts';
import type { AwsCredentials, Connection, Resource } from '#core/model.ts';
import type { AssumeRequest } from '#core/ports.ts';
import { seededInstance } from '#local/sandbox/seed.ts';
import { type RunningSandbox, startSandbox } from './support/sandbox.ts';

const account = '123456789012';
const region = 'eu-west-1';
const externalId = 'external-id-of-the-spoke';

let time: string | undefined;
const now = () => time ?? new Date().toISOString();

let running: RunningSandbox;
let connection: Connection;
let upstream: ClosableUpstream;
before(async () => {
  running = await startSandbox({ externalId });
  upstream = createUpstream({ now });
  connection = {
    kind: 'aws',
    name: 'sandbox',
    account,
    regions: [region],
    externalId,
    readRole: `arn:aws:iam::${account}:role/countersign/facts`,
    roles: [],
    wait: 'hold',
    mode: 'enforce',
    endpoint: running.url,
  };
});
after(async () => {
  upstream.close();
  await running.stop();
});

function asked(more: Partial<AssumeRequest> = {}): AssumeRequest {
  return {
    connection,
    role: `arn:aws:iam::${account}:role/countersign/engineer`,
    principal: 'dev:ann',
    session: 's1',
    sourceIdentity: 'ann@acme.example',
    roleSessionName: 's1',
    tags: { 'countersign:session': 's1' },
    ...more,
  };
}

function timesAssumed(): number {
  return running.sandbox.calls().filter(({ operation }) => operation === 'AssumeRole').length;
}

async function refusal(doing: Promise<unknown>): Promise<GatewayError> {
  const error = await doing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GatewayError);
  return error;
}

test('hostile S3 keys reach AWS byte for byte, under a signature that holds', async () => {
  const credentials = await createRoleAssumer({ now, region }).assume(asked());
  const paths = [
    '/demo/a%20b/%C3%BC%2B%26%3D%3F%23%252F~%21%2A%28%29/x',
    '/demo/a//b/../c/./d%20%252F',
    "/demo/a!b'(c)*~",
    '/demo/%2E%2E/%2e',
  ];
  const where = {
    connection,
    host: 's3.eu-west-1.amazonaws.com',
    service: 's3',
    signingName: 's3',
    signingRegion: region,
    query: '',
    headers: [],
  };

  for (const path of paths) {
    const put = await upstream.send({ ...where, method: 'PUT', path, body: Buffer.from(path) }, credentials);
    const got = await upstream.send({ ...where, method: 'GET', path, body: Buffer.of() }, credentials);

    assert.deepEqual([put.status, got.status, Buffer.from(got.body).toString()], [200, 200, path]);
    assert.deepEqual(
      running.sandbox
        .calls()
        .slice(-2)
        .map((call) => call.path),
      [path, path],
    );
  }
});

test('a service that is not S3 is signed over its double-encoded path and its query', async () => {
  const credentials = await createRoleAssumer({ now, region }).assume(asked());
  const where = {
    connection,
    host: 'lambda.eu-west-1.amazonaws.com',
    service: 'lambda',
    signingName: 'lambda',
    signingRegion: region,
  };

  const reply = await upstream.send(
    {
      ...where,
      method: 'GET',
      path: '/2015-03-31/functions/a%3Ab/..%2F',
      query: 'Qualifier=%24LATEST&a=+',
      headers: [],
      body: Buffer.of(),
    },
    credentials,
  );

  // The sandbox has no Lambda, but it says so only to a request whose signature holds.
  assert.equal(reply.status, 404);
});

test('a signature over other credentials comes back as AWS’s refusal', async () => {
  const good = await createRoleAssumer({ now, region }).assume(asked());
  const request = { connection, host: 'sts.eu-west-1.amazonaws.com', service: 'sts', signingName: 'sts', signingRegion: region };
  const body = Buffer.from('Action=GetCallerIdentity&Version=2011-06-15');
  const headers = [['content-type', 'application/x-www-form-urlencoded']] as const;

  const reply = await upstream.send(
    { ...request, method: 'POST', path: '/', query: '', headers, body },
    { ...good, secretAccessKey: 'wrong' },
  );

  assert.equal(reply.status, 403);
  assert.match(Buffer.from(reply.body).toString(), /<Code>SignatureDoesNotMatch</);
  assert.equal(headerValue(reply.headers, 'content-type'), 'text/xml;charset=UTF-8');
});

test('the role is assumed with source identity, tags, external id and session policy', async () => {
  const narrowingPolicy = '{"Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}';
  const credentials = await createRoleAssumer({ now, region }).assume(asked({ narrowingPolicy }));
  const request = { connection, host: 'ec2.eu-west-1.amazonaws.com', service: 'ec2', signingName: 'ec2', signingRegion: region };

  await upstream.send({ ...request, method: 'POST', path: '/', query: '', headers: [], body: Buffer.of() }, credentials);

  assert.deepEqual(running.sandbox.calls().at(-1)?.assumed, {
    role: asked().role,
    roleSessionName: 's1',
    sourceIdentity: 'ann@acme.example',
    tags: { 'countersign:session': 's1' },
    externalId,
    sessionPolicy: narrowingPolicy,
  });
});

test('the same request is answered from memory, and many at once ask STS once', async () => {
  const assumer = createRoleAssumer({ now, region });
  const before = timesAssumed();

  const all = await Promise.all(Array.from({ length: 20 }, () => assumer.assume(asked())));
  const later = await assumer.assume(asked({ tags: { ...asked().tags } }));

  assert.equal(timesAssumed() - before, 1);
  assert.equal(new Set([...all, later].map(({ accessKeyId }) => accessKeyId)).size, 1);
});

test('whatever differs in the request gets credentials of its own', async () => {
  const assumer = createRoleAssumer({ now, region });
  const requests = [
    asked(),
    asked({ principal: 'dev:bob' }),
    asked({ session: 's2' }),
    asked({ sourceIdentity: 'bob' }),
    asked({ roleSessionName: 's2' }),
    asked({ tags: { 'countersign:session': 's2' } }),
    asked({ role: `arn:aws:iam::${account}:role/countersign/reader` }),
    asked({ narrowingPolicy: '{}' }),
    asked({ connection: { ...connection, name: 'other' } }),
  ];

  const keys = await Promise.all(requests.map(async (request) => (await assumer.assume(request)).accessKeyId));

  assert.equal(new Set(keys).size, requests.length);
});

test('credentials are taken anew before they expire, and after fifteen minutes at the latest', async (context) => {
  context.after(() => {
    time = undefined;
  });
  const start = Date.now();
  const later = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
  const short = createRoleAssumer({ now, region, durationSeconds: 900 });
  const long = createRoleAssumer({ now, region, durationSeconds: 3600 });
  const keysAt = async (minutes: number) => {
    time = later(minutes);
    return Promise.all([short, long].map(async (assumer) => (await assumer.assume(asked())).accessKeyId));
  };

  const [atFirst, soon, atFourteen, atFifteen] = [await keysAt(0), await keysAt(13), await keysAt(14.1), await keysAt(15.1)];

  assert.deepEqual(soon, atFirst);
  assert.notEqual(atFourteen[0], atFirst[0]);
  assert.equal(atFourteen[1], atFirst[1]);
  assert.notEqual(atFifteen[1], atFirst[1]);
});

test('a role that trusts nobody is said by name and AWS’s code, and the next asker tries again', async () => {
  const assumer = createRoleAssumer({ now, region });
  const refused = asked({ connection: { ...connection, externalId: 'another' } });
  const before = timesAssumed();

  const error = await refusal(assumer.assume(refused));
  await refusal(assumer.assume(refused));

  assert.equal(error.code, 'upstream-unreachable');
  assert.match(
    error.message,
    /^The role arn:aws:iam::123456789012:role\/countersign\/engineer of "sandbox" could not be assumed: AccessDenied\. Nothing was done\./,
  );
  assert.equal(timesAssumed() - before, 2);
});

test('an STS that is down, or answers nothing in time, is unreachable', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const assumer = createRoleAssumer({ now, region, timeoutMs: 50 });

  const slow = await refusal(assumer.assume(asked({ connection: { ...connection, endpoint: url } })));
  silent.closeAllConnections();
  silent.close();
  await once(silent, 'close');
  const down = await refusal(assumer.assume(asked({ connection: { ...connection, endpoint: url } })));

  assert.deepEqual([slow.code, down.code], ['upstream-unreachable', 'upstream-unreachable']);
  assert.match(down.message, /ECONNREFUSED/);
});

function resource(service: string, type: string, name: string, more: Partial<Resource> = {}): Resource {
  const arn = `arn:aws:${service}:${more.region ?? region}:${more.account ?? account}:${name}`;
  return { arn, service, type, region, account, ...more };
}

test('tags of instances, secrets, parameters and tables are read with the read role, in the order asked for', async () => {
  const facts = createFactReader({ upstream, assumer: createRoleAssumer({ now, region }) });
  const resources = [
    resource('dynamodb', 'table', 'table/orders'),
    resource('ec2', 'instance', `instance/${seededInstance}`),
    resource('secretsmanager', 'secret', 'secret:prod/db'),
    resource('ssm', 'parameter', 'parameter/prod/api-key'),
    resource('ec2', 'instance', 'instance/i-0123456789abcdef0'),
  ];

  const read = await facts.read(connection, resources);

  assert.deepEqual(
    read.map(({ arn }) => arn),
    resources.map(({ arn }) => arn),
  );
  assert.deepEqual(
    read.map(({ tagsKnown }) => tagsKnown),
    [true, true, true, true, true],
  );
  const production = { environment: 'production' };
  assert.deepEqual(
    read.map(({ tags }) => tags),
    [production, { Name: 'tickets', 'mcp-server': 'tickets' }, production, production, {}],
  );
  assert.equal(running.sandbox.calls().at(-1)?.assumed?.role, connection.readRole);
});

test('all EC2 resources of a region are read in one call', async () => {
  const facts = createFactReader({ upstream, assumer: createRoleAssumer({ now, region }) });
  const before = running.sandbox.calls().filter(({ operation }) => operation === 'DescribeTags').length;
  const ids = Array.from({ length: 50 }, (_, index) => `i-${String(index).padStart(17, '0')}`);

  const read = await facts.read(
    connection,
    ids.map((id) => resource('ec2', 'instance', `instance/${id}`)),
  );

  assert.ok(read.every(({ tagsKnown }) => tagsKnown));
  assert.equal(running.sandbox.calls().filter(({ operation }) => operation === 'DescribeTags').length - before, 1);
});

test('what is foreign, elsewhere, not written out, not there or not supported has unknown tags', async () => {
  const facts = createFactReader({ upstream, assumer: createRoleAssumer({ now, region }) });
  const resources = [
    resource('ec2', 'instance', `instance/${seededInstance}`, { account: '999999999999' }),
    resource('ec2', 'instance', `instance/${seededInstance}`, { region: 'us-east-1' }),
    resource('ec2', 'instance', 'instance/*'),
    resource('secretsmanager', 'secret', 'secret:nosuch'),
    resource('ssm', 'parameter', 'parameter/nosuch'),
    resource('s3', 'object', 'demo/hello.txt'),
  ];

  const read = await facts.read(connection, resources);
  const { readRole: _, ...roleless } = connection;
  const withoutRole = await facts.read(roleless, [resource('ec2', 'instance', `instance/${seededInstance}`)]);

  assert.deepEqual(
    [...read, ...withoutRole].map(({ tagsKnown }) => tagsKnown),
    Array(7).fill(false),
  );
});

test('an upstream that is down, slow or talks nonsense leaves tags unknown and throws nothing', async () => {
  const nonsense = createServer((incoming, outgoing) => {
    incoming.resume();
    if (incoming.headers['x-amz-target'] === undefined) outgoing.end('<DescribeTagsResponse><tagSet><!DOCTYPE x>');
  }).listen(0, '127.0.0.1');
  await once(nonsense, 'listening');
  const credentials: AwsCredentials = { accessKeyId: 'A', secretAccessKey: 'S', expiresAt: '2099-01-01T00:00:00.000Z' };
  const assumer = { assume: async () => credentials };
  const resources = [
    resource('ec2', 'instance', `instance/${seededInstance}`),
    resource('secretsmanager', 'secret', 'secret:prod/db'),
  ];
  const broken = { ...connection, endpoint: `http://127.0.0.1:${(nonsense.address() as AddressInfo).port}` };
  const facts = createFactReader({ upstream, assumer, timeoutMs: 100 });

  const odd = await facts.read(broken, resources);
  nonsense.closeAllConnections();
  nonsense.close();
  await once(nonsense, 'close');
  const down = await facts.read(broken, resources);
  const refused = await createFactReader({ upstream, assumer: createRoleAssumer({ now, region }) }).read(
    { ...connection, externalId: 'another' },
    resources,
  );

  assert.deepEqual(
    [...odd, ...down, ...refused].map(({ tagsKnown, tags }) => [tagsKnown, Object.keys(tags).length]),
    Array(6).fill([false, 0]),
  );
});
