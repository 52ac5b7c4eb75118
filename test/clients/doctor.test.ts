import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { doctor, type Finding } from '#cli/doctor.ts';
import type { Environment } from '#cli/environment.ts';
import { countersign, startGateway, type TestGateway } from './support/gateway.ts';

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

async function wrong(variables: Readonly<Record<string, string>> = {}, url = gateway.apiUrl): Promise<readonly Finding[]> {
  return (await doctor(environment(variables), { url })).filter(({ cure }) => cure !== undefined);
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
