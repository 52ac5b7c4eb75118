import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Operation } from '../../../catalog/operation.ts';
import type { Service } from '../../../catalog/service.ts';
import type { Shape } from '../../../catalog/shape.ts';
import type { HttpRequest } from '../../../http.ts';
import { identify } from './identify.ts';

const catalog = readCatalog();
const encoder = new TextEncoder();
const plain: HttpRequest = { method: 'POST', path: '/', query: '', headers: [], body: new Uint8Array() };

/** Services that share paths or names under one signing name → how many of their operations the request does not tell apart. */
const restTies = {
  'bedrock bedrock-data-automation': 6,
  'bedrock-agent bedrock-agent-runtime': 6,
  'chime chime-sdk-voice': 32,
  'chime-sdk-identity chime-sdk-media-pipelines chime-sdk-meetings chime-sdk-messaging chime-sdk-voice': 15,
  'greengrass greengrassv2': 16,
  'ivs ivs-realtime': 6,
  'lex-models lexv2-models': 8,
  'pinpoint-sms-voice sms-voice': 16,
  'qconnect wisdom': 82,
  'signer signer-data': 2,
};

const namedTies = { 'timestream-query timestream-write': 24 };

test('every REST operation is told from its request: none wrong, every tie known', () => {
  const results = allOperations().flatMap(({ service, operation }) =>
    operation.http === undefined ? [] : [outcomeOf(service, operation, restRequest(operation))],
  );

  assert.equal(results.length, 9_763);
  assert.deepEqual(listed(results, 'wrong'), []);
  assert.deepEqual(listed(results, 'refused'), ['s3:WriteGetObjectResponse']);
  assert.deepEqual(listed(results, 'stood-for'), [
    's3:GetBucketLifecycle',
    's3:GetBucketNotification',
    's3:ListDirectoryBuckets',
    's3:PutBucketLifecycle',
    's3:PutBucketNotification',
  ]);
  assert.deepEqual(ties(results), restTies);
});

test('every other operation is told from its request in each protocol that it has', () => {
  const results = allOperations().flatMap(({ service, operation }) =>
    operation.http === undefined
      ? namedRequests(service, operation).map((request) => outcomeOf(service, operation, request))
      : [],
  );

  assert.ok(results.length > 24_000, `${results.length} requests`);
  assert.deepEqual(listed(results, 'wrong'), []);
  assert.deepEqual(listed(results, 'refused'), []);
  const parts = new Set(listed(results, 'stood-for').map((name) => name.split(':')[0]));
  assert.deepEqual([...parts], ['docdb', 'neptune']);
  assert.deepEqual(ties(results), namedTies);
});

test('what rds stands for is a part of it: no parameter of docdb or neptune is unknown to it', () => {
  for (const id of ['docdb', 'neptune']) {
    for (const operation of catalog.services.get(id)?.operations.values() ?? []) {
      const owner = catalog.operation('rds', operation.name);
      assert.ok(owner, `${id}:${operation.name}`);
      assertPart(catalog.shape(operation, 'input'), catalog.shape(owner, 'input'), `${id}:${operation.name}`);
    }
  }
});

type Outcome = {
  readonly name: string;
  readonly kind: 'right' | 'wrong' | 'refused' | 'stood-for' | 'tie';
  readonly services: string;
};

function outcomeOf(service: Service, operation: Operation, request: HttpRequest): Outcome {
  const name = `${service.id}:${operation.name}`;
  const candidates = candidatesOf(service, request);
  const services = [...new Set(candidates.map((one) => one.service))].join(' ');
  if (candidates.length === 0) return { name, kind: 'refused', services };
  if (!candidates.includes(operation)) {
    return { name, kind: isStoodFor(operation, candidates) ? 'stood-for' : 'wrong', services };
  }
  return { name, kind: candidates.length > 1 ? 'tie' : 'right', services };
}

function candidatesOf(service: Service, request: HttpRequest): readonly Operation[] {
  try {
    return identify(request, service.signingName, catalog).candidates;
  } catch {
    return [];
  }
}

/** A deprecated twin, a part of another service's API, or one that is signed otherwise than the request. */
function isStoodFor(operation: Operation, [first, ...others]: readonly Operation[]): boolean {
  if (first === undefined || others.length > 0) return false;
  if (operation.signingName !== undefined) return true;
  return first.access === operation.access && first.actions.join() === operation.actions.join();
}

function allOperations() {
  return [...catalog.services.values()].flatMap((service) =>
    [...service.operations.values()].map((operation) => ({ service, operation })),
  );
}

function restRequest({ http }: Operation): HttpRequest {
  assert.ok(http);
  const [template = '', literals = ''] = http.uri.split('?');
  const path = template.replace(/\{[^}]+\+\}/g, 'label/with-slash').replace(/\{[^}]+\}/g, 'label');
  const required = http.requiredQuery.map((name) => `${encodeURIComponent(name)}=v`);
  const query = [literals, ...required].filter((part) => part !== '').join('&');
  return { ...plain, method: http.method, path, query, headers: http.requiredHeaders.map((name) => [name, 'v'] as const) };
}

function namedRequests(service: Service, operation: Operation): readonly HttpRequest[] {
  const { targetPrefix = '', apiVersion, protocols } = service;
  const action = `Action=${operation.name}&Version=${apiVersion}`;
  const form = ['content-type', 'application/x-www-form-urlencoded'] as const;
  const json: HttpRequest = {
    ...plain,
    headers: [['x-amz-target', `${targetPrefix}.${operation.name}`]],
    body: encoder.encode('{}'),
  };
  const cbor: HttpRequest = {
    ...plain,
    path: `/service/${targetPrefix}/operation/${operation.name}`,
    headers: [['smithy-protocol', 'rpc-v2-cbor']],
  };
  return [
    { ...plain, headers: [form], body: encoder.encode(action) },
    { ...plain, method: 'GET', query: action },
    ...(protocols.includes('json') ? [json] : []),
    ...(protocols.includes('cbor') ? [cbor] : []),
  ];
}

function listed(results: readonly Outcome[], kind: Outcome['kind']): readonly string[] {
  return [...new Set(results.filter((result) => result.kind === kind).map(({ name }) => name))].sort();
}

function ties(results: readonly Outcome[]): Readonly<Record<string, number>> {
  const found = results.filter(({ kind }) => kind === 'tie');
  return Object.fromEntries([...Map.groupBy(found, ({ services }) => services)].map(([services, all]) => [services, all.length]));
}

/** Every member of `part` is in `whole` under the same name, at any depth. */
function assertPart(part: Shape | undefined, whole: Shape | undefined, place: string, seen = new Set<Shape>()): void {
  if (part === undefined || seen.has(part)) return;
  seen.add(part);
  assert.equal(whole?.kind, part.kind, place);
  if (part.kind === 'list' && whole?.kind === 'list') assertPart(part.member.shape, whole.member.shape, place, seen);
  if (part.kind !== 'structure' || whole?.kind !== 'structure') return;
  for (const [name, member] of part.members) {
    const same = whole.members.get(name);
    assert.equal(same?.wireName, member.wireName, `${place}.${name}`);
    assertPart(member.shape, same?.shape, `${place}.${name}`, seen);
  }
}
