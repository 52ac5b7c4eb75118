import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { certificateFinding } from '#cli/certificate.ts';
import { doctor } from '#cli/doctor.ts';
import { checksOf } from '#cli/doctor-checks.ts';
import { wireFindings } from '#cli/doctor-wire.ts';
import type { Environment } from '#cli/environment.ts';
import type { Finding } from '#core/checking/finding.ts';
import { awsCli } from './support/aws-cli.ts';
import { expiredCertificate, goodCertificate, otherCertificate, testKey } from './support/certificates.fixture.ts';
import { countersign, startGateway, type TestGateway } from './support/gateway.ts';
import { needs } from './support/on-path.ts';

let gateway: TestGateway;
let home: string;

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-doctor-'));
  gateway = await startGateway();
});
after(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});

function environment(variables: Readonly<Record<string, string>> = {}): Environment {
  return {
    stateDirectory: join(home, 'state'),
    url: undefined,
    awsConfigFile: join(home, 'aws-config'),
    variable: (name) => variables[name],
    names: Object.keys(variables),
  };
}

/** An engineer may not have the gateway's own roles and record checked: that line is looked at by itself. */
async function wrong(variables: Readonly<Record<string, string>> = {}, url = gateway.apiUrl): Promise<readonly Finding[]> {
  const findings = await doctor(environment(variables), { url });
  return findings.filter(({ check, cure }) => cure !== undefined && check !== 'roles and record');
}

const checks = (findings: readonly Finding[]) => findings.map(({ check }) => check);

test('before sign-in and setup, both are named with their commands', async () => {
  const findings = await wrong();

  assert.deepEqual(checks(findings), ['credentials', 'profile']);
  assert.match(findings.map(({ cure }) => cure).join(' '), /countersign login.*countersign setup/);
});

test('after sign-in and setup nothing is wrong, and the program says so', async () => {
  await countersign(['login', '--as', 'engineer', '--url', gateway.apiUrl], home);
  await countersign(['setup', '--connection', 'sandbox'], home);

  assert.deepEqual(await wrong({ AWS_PROFILE: 'countersign-sandbox' }), []);
  assert.deepEqual(await wrong({}), [
    { check: 'profile', says: 'AWS_PROFILE is not set', cure: 'Run "export AWS_PROFILE=countersign-sandbox".' },
  ]);
  const { stdout, code } = await countersign(['doctor', '--json', '--url', gateway.apiUrl], home);
  assert.deepEqual([code, JSON.parse(stdout).isWell], [1, false]);
});

test('with an address, what was signed is seen to arrive as it was, and forged tokens to be refused', async () => {
  const pipeline = join(home, 'pipeline.token');
  writeFileSync(pipeline, await gateway.token('ci'));
  writeFileSync(join(home, 'other.token'), 'nonsense');

  const findings = await doctor(environment(), { url: gateway.apiUrl, token: [pipeline, join(home, 'other.token')] });
  const says = (check: string) => findings.find((finding) => finding.check === check)?.says;

  for (const what of ['raw paths', 'queries', 'binary bodies', 'headers'])
    assert.equal(says(`signed ${what}`), 'arrive as they were signed');
  assert.equal(says('tokens'), 'yours is taken on every route');
  assert.equal(says('foreign tokens'), 'are refused on every route');
  assert.equal(says(`token of ${gateway.apiUrl}/issuer`), 'is taken for credentials');
  assert.equal(says('token of no issuer'), 'is refused');
});

test('with an address, a lead sees that roles and record hold, and who may not look is told who may', async () => {
  const lead = await doctor(environment(), { url: gateway.apiUrl, as: 'sre-lead' });
  const engineer = await doctor(environment(), { url: gateway.apiUrl });
  const says = (findings: readonly Finding[], check: string) => findings.find((finding) => finding.check === check);

  for (const role of ['engineer', 'reader', 'facts']) {
    const found = says(lead, `role countersign/${role} of sandbox`);
    assert.match(found?.says ?? '', /assumed in your name, and refused without a name/);
    assert.equal(found?.cure, undefined);
  }
  assert.match(says(lead, 'record lock')?.says ?? '', /files of one machine have none/);
  assert.equal(says(lead, 'record access')?.says, 'its owner alone');
  assert.ok(says(lead, 'record seal'));
  const refused = says(engineer, 'roles and record');
  assert.match(`${refused?.says} ${refused?.cure}`, /countersign:RunChecks on connection is denied.*sre-leads/);
});

test('a gateway that answers something else for its checks proves nothing', async () => {
  const server = await listening((_, outgoing) => outgoing.writeHead(200).end('{"checks":[]}'));

  const [finding] = await checksOf(server, 'token');

  assert.match(finding?.says ?? '', /proves nothing of itself/);
  assert.notEqual(finding?.cure, undefined);
});

test('a front that changes the host, and with it what was signed, is found out; so is one that answers by itself', async () => {
  const target = new URL(gateway.wireUrl);
  const changing = await listening((incoming, outgoing) => {
    const headers = { ...incoming.headers, host: target.host };
    const { url: path, method } = incoming;
    const passed = request({ hostname: target.hostname, port: target.port, path, method, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  const refusing = await listening((_, outgoing) => outgoing.writeHead(403).end('{"Message":"Forbidden"}'));
  for (const [wireUrl, says] of [
    [changing, /are changed on their way/],
    [refusing, /the wire is refused by API Gateway itself \(403\)/],
  ] as const) {
    const findings = await wireFindings(environment(), { url: gateway.apiUrl }, { wireUrl, connection: 'sandbox' });

    assert.equal(findings.length, 4);
    for (const finding of findings) {
      assert.match(finding.says, says);
      assert.match(finding.cure ?? '', /wire\.host/);
    }
  }
});

test('a clock that is wrong is told as such where the signature is refused for its time', async () => {
  const refusing = await listening((_, outgoing) =>
    outgoing.writeHead(403, { 'x-countersign-call-id': '01' }).end('<Error><Code>RequestTimeTooSkewed</Code></Error>'),
  );

  const findings = await wireFindings(environment(), { url: gateway.apiUrl }, { wireUrl: refusing, connection: 'sandbox' });

  for (const { says, cure } of findings) assert.match(`${says} ${cure}`, /refused for their time.*Set the clock/);
});

test('an address that is none is told, and nobody is asked', async () => {
  for (const url of ['countersign.acme.example', 'ftp://x', '']) {
    const [finding, ...others] = await doctor(environment(), { url });
    assert.match(`${finding?.says} ${finding?.cure}`, /no address of the web.*https:/);
    assert.deepEqual(others, []);
  }
});

test('whoever answers in the gateway’s place is sent no token', async () => {
  const asked: string[] = [];
  const other = await listening((incoming, outgoing) => {
    asked.push(`${incoming.url} ${incoming.headers.authorization ?? ''}`);
    outgoing.writeHead(403, { 'content-type': 'text/html' }).end('<html></html>');
  });

  const findings = await doctor(environment(), { url: other, as: 'engineer' });

  assert.deepEqual(asked, ['/.well-known/oauth-protected-resource ']);
  assert.ok(!findings.some(({ check }) => check === 'credentials'));
});

test('the profile says all that AWS clients need to be told', async () => {
  const profile = readFileSync(join(home, 'aws-config'), 'utf8');

  for (const line of [
    /^credential_process = "\/.*countersign\.mjs" credentials --connection sandbox/m,
    new RegExp(`^endpoint_url = ${gateway.wireUrl}$`, 'm'),
    /^region = eu-west-1$/m,
    /^retry_mode = standard$/m,
    /^max_attempts = 20$/m,
    /^disable_host_prefix_injection = true$/m,
    /^s3 =\n {2}addressing_style = path\n {2}signature_version = s3v4\n {2}multipart_threshold = 5MB\n {2}multipart_chunksize = 5MB$/m,
    /^services = countersign-sandbox$/m,
    new RegExp(`^\\[services countersign-sandbox\\]\n[\\s\\S]*^ {2}endpoint_url = ${gateway.wireUrl}/_svc/`, 'm'),
  ]) {
    assert.match(profile, line);
  }
});

test('with the profile a call whose host has a prefix reaches the gateway', needs('aws'), async () => {
  const env = {
    AWS_PROFILE: 'countersign-sandbox',
    AWS_CONFIG_FILE: join(home, 'aws-config'),
    COUNTERSIGN_HOME: join(home, 'state'),
    AWS_MAX_ATTEMPTS: '1',
  };

  const { stderr } = await awsCli(['deadline', 'list-farms'], env);

  assert.doesNotMatch(stderr, /Could not connect/);
  assert.match(stderr, /\(\w+\) when calling the ListFarms operation/);
});

test('a variable that comes before the profile is named', async () => {
  const findings = await wrong({ AWS_PROFILE: 'countersign-sandbox', AWS_ACCESS_KEY_ID: 'AKIA', AWS_ENDPOINT_URL_S3: 'x' });

  assert.deepEqual(
    findings.map(({ cure }) => cure),
    ['Run "unset AWS_ACCESS_KEY_ID".', 'Run "unset AWS_ENDPOINT_URL_S3".'],
  );
});

test('a proxy is named unless it leaves the gateway out', async () => {
  const variables = { AWS_PROFILE: 'countersign-sandbox', HTTP_PROXY: 'http://proxy:3128' };

  assert.deepEqual(
    (await wrong(variables)).map(({ cure }) => cure),
    ['Run "export NO_PROXY=127.0.0.1".'],
  );
  assert.deepEqual(await wrong({ ...variables, NO_PROXY: 'localhost, 127.0.0.1' }), []);
});

test('a gateway that does not answer is named with its cure', async () => {
  const findings = await wrong({ AWS_PROFILE: 'countersign-sandbox' }, 'http://127.0.0.1:1');

  assert.equal(findings[0]?.check, 'gateway');
  assert.match(findings[0]?.cure ?? '', /npm start/);
});

for (const [name, cert, trusted, cure] of [
  ['nobody here trusts', goodCertificate, undefined, /AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS/],
  ['is over', expiredCertificate, expiredCertificate, /renew it/],
  ['is for another name', otherCertificate, otherCertificate, /another name than 127\.0\.0\.1/],
] as const) {
  test(`a certificate that ${name} is named with its cure`, async () => {
    assert.match((await certificateOf(cert, trusted))?.cure ?? '', cure);
  });
}

test('a certificate that holds is nothing to cure, and a bundle that is not there is', async () => {
  assert.equal((await certificateOf(goodCertificate, goodCertificate))?.cure, undefined);

  const missing = await certificateFinding(environment({ AWS_CA_BUNDLE: join(home, 'nowhere') }), 'https://127.0.0.1:1');

  assert.match(missing?.says ?? '', /cannot be read/);
});

test('a gateway of another machine that is named without TLS is told', async () => {
  assert.match((await certificateFinding(environment(), 'http://gateway.example'))?.cure ?? '', /https/);
  assert.equal((await certificateFinding(environment(), 'http://127.0.0.1:4181'))?.cure, undefined);
});

/** What is said of a server with this certificate, on a machine that trusts that one. */
async function certificateOf(cert: string, trusted: string | undefined): Promise<Finding | undefined> {
  const server = createTlsServer({ key: testKey, cert }, (_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bundle = join(home, 'bundle.pem');
  writeFileSync(bundle, trusted ?? '');
  const found = await certificateFinding(
    environment(trusted === undefined ? {} : { AWS_CA_BUNDLE: bundle }),
    `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  server.closeAllConnections();
  server.close();
  return found;
}

test('another program in the gateway’s place, with another time, is told apart', async () => {
  const there = { date: 'Sat, 31 Jan 2026 23:59:59 GMT' };
  const server = createServer((_, response) =>
    response.writeHead(200, there).end('{"countersign_wire_url":"http://127.0.0.1:1"}'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const findings = await wrong({}, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  server.close();
  assert.deepEqual(checks(findings).slice(0, 2), ['clock', 'AWS wire']);
});

/** A server that answers everything with one body, and what is wrong with it in a gateway's place. */
async function wrongAt(body: (url: string) => string, as?: string): Promise<readonly Finding[]> {
  const server = createServer((_, response) => response.end(body(url))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const findings = await doctor(environment({ AWS_PROFILE: 'countersign-sandbox' }), {
    url,
    ...(as === undefined ? {} : { as }),
  });
  server.closeAllConnections();
  server.close();
  return findings.filter(({ cure }) => cure !== undefined);
}

test('a program that is no gateway is told, with the port to change', async () => {
  const [first] = await wrongAt(() => '<html></html>');

  assert.match(`${first?.says} ${first?.cure}`, /answers, and is no gateway.*--port/);
});

test('another program on the wire’s port is told, with the port to change', async () => {
  const findings = await wrongAt((url) => JSON.stringify({ countersign_wire_url: url }));

  const found = findings.find(({ check }) => check === 'AWS wire');
  assert.match(`${found?.says} ${found?.cure}`, /answered by another program.*--wire-port/);
});

test('who is signed in without any connection is told whom to ask', async () => {
  const findings = await wrongAt((url) => JSON.stringify({ countersign_wire_url: url, token: 't', connections: [] }), 'nobody');

  assert.match(findings.find(({ check }) => check === 'credentials')?.cure ?? '', /Ask for membership/);
});

test('a profile that leads elsewhere, and one that is not the gateway’s, are named', async () => {
  const elsewhere = await wrongAt((url) => JSON.stringify({ countersign_wire_url: url }));
  const [other] = await wrong({ AWS_PROFILE: 'mine' });

  const stale = elsewhere.find(({ check }) => check === 'profile');
  assert.match(`${stale?.says} ${stale?.cure}`, /countersign-sandbox leads to another address.*countersign setup/);
  assert.deepEqual(other, {
    check: 'profile',
    says: "AWS_PROFILE is mine, which is not the gateway's",
    cure: 'Run "export AWS_PROFILE=countersign-sandbox".',
  });
});

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
