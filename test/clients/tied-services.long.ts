import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { serviceEndpoints, tiedServices } from '#cli/tied-services.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { HttpRequest } from '#core/http.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';
import { startCapture } from '#test/vectors/capture.ts';
import { awsCli, keysEnv } from './support/aws-cli.ts';
import { needs } from './support/on-path.ts';

const catalog = readCatalog();
const plain: HttpRequest = { method: 'POST', path: '/', query: '', headers: [], body: new Uint8Array() };
/** One of the two models that AWS gives one service id. */
const twins = new Set(['sms-voice']);

function requestOf({ name, http, service }: Operation): HttpRequest {
  const { apiVersion } = catalog.services.get(service) ?? { apiVersion: '' };
  if (http === undefined) return { ...plain, method: 'GET', query: `Action=${name}&Version=${apiVersion}` };
  const [template = '', literals = ''] = http.uri.split('?');
  const path = template.replace(/\{[^}]+\}/g, 'label');
  const query = [literals, ...http.requiredQuery.map((member) => `${encodeURIComponent(member)}=v`)].filter(Boolean).join('&');
  return { ...plain, method: http.method, path, query, headers: http.requiredHeaders.map((member) => [member, 'v'] as const) };
}

function candidatesOf(operation: Operation, prefix = ''): readonly string[] {
  const service = catalog.services.get(operation.service);
  const request = requestOf(operation);
  try {
    const path = `${prefix}${request.path}`;
    return identify({ ...request, path }, service?.signingName ?? '', catalog).candidates.map((each) => each.service);
  } catch {
    return [];
  }
}

test('the profile has an address for every service that a request does not tell apart', () => {
  const shared = [...catalog.services.values()].filter(({ signingName }) => catalog.servicesSignedAs(signingName).length > 1);
  const tied = new Set(
    shared.flatMap((service) =>
      [...service.operations.values()].flatMap((operation) => {
        const services = [...new Set(candidatesOf(operation))];
        return services.length > 1 ? services : [];
      }),
    ),
  );

  assert.deepEqual(tiedServices.map(([service]) => service).toSorted(), [...tied].filter((id) => !twins.has(id)).toSorted());
});

test('at its own address every operation of these services is told', () => {
  let tried = 0;
  for (const [id] of tiedServices) {
    for (const operation of catalog.services.get(id)?.operations.values() ?? []) {
      if (operation.http !== undefined && /\+\}/.test(operation.http.uri)) continue;
      assert.deepEqual([...new Set(candidatesOf(operation, `/_svc/${id}`))], [id], `${id}:${operation.name}`);
      tried += 1;
    }
  }
  assert.ok(tried > 500, `${tried} operations`);
});

const calls: readonly (readonly [path: string, ...command: readonly string[]])[] = [
  ['/_svc/bedrock-agent/agents/', 'bedrock-agent', 'list-agents'],
  ['/_svc/qconnect/assistants', 'qconnect', 'list-assistants'],
  ['/_svc/wisdom/assistants', 'wisdom', 'list-assistants'],
  ['/_svc/lexv2-models/bots/', 'lexv2-models', 'list-bots'],
  ['/_svc/lex-models/bots/', 'lex-models', 'get-bots'],
  ['/_svc/timestream-write', 'timestream-write', 'list-databases'],
  ['/_svc/chime-sdk-voice/voice-connectors', 'chime-sdk-voice', 'list-voice-connectors'],
];

test('the aws CLI sends each of them to its address', needs('aws'), async () => {
  const capture = await startCapture(() => ({ status: 400, headers: [], body: Buffer.from('{}') }));
  const directory = mkdtempSync(join(tmpdir(), 'countersign-services-'));
  const file = join(directory, 'config');
  const lines = ['[profile p]', `endpoint_url = ${capture.endpoint}`, 'services = s', 'region = eu-west-1', '[services s]'];
  writeFileSync(file, [...lines, ...serviceEndpoints(capture.endpoint)].join('\n'));
  const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const { AWS_ENDPOINT_URL: _unset, ...env } = keysEnv('', keys);

  for (const [, ...command] of calls) await awsCli(command, { ...env, AWS_CONFIG_FILE: file, AWS_PROFILE: 'p' });

  await capture.close();
  rmSync(directory, { recursive: true });
  assert.deepEqual(
    capture.requests.map(({ path }) => path),
    calls.map(([path]) => path),
  );
});
