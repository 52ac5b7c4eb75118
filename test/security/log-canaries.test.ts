/**
 * Canaries in every part of an event, and in whatever the world throws back, are found in no log of any function: what is written, and
 * what Lambda's runtime writes of an error that leaves a handler.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { openTable } from '#adapters/aws/dynamodb.ts';
import { mcpRoutes, pageRoutes, type Route, routes } from '#config/routes.ts';
import { GatewayError } from '#core/errors.ts';
import { issueCredentials } from '#core/identity/issued-credentials.ts';
import { fill } from '#core/masking/detector.ts';
import type { Principal, Session } from '#core/model.ts';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { createApiHandler } from '#lambdas/api/handler.ts';
import { csrfToken } from '#lambdas/approvals/csrf.ts';
import { createPagesHandler } from '#lambdas/approvals/handler.ts';
import { sessionCookie } from '#lambdas/approvals/session-cookie.ts';
import { createContainerServer } from '#lambdas/container/handler.ts';
import { log } from '#lambdas/log.ts';
import { createMcpHandler } from '#lambdas/mcp/handler.ts';
import { createNotifyHandler, createStepHandler, type NotifyPorts } from '#lambdas/notify/handler.ts';
import { observed } from '#lambdas/observed.ts';
import { createSealHandler, type SealPorts } from '#lambdas/seal/handler.ts';
import { createWireHandler } from '#lambdas/wire/handler.ts';
import { createHostedWire } from '#lambdas/wire/hosted-wire.ts';
import { compose } from '#local/compose.ts';
import { loadConfig } from '#local/load-config.ts';
import { functionNames } from '#scripts/bundle.ts';
import { createTable, startDynalite } from '../contracts/dynamodb-doubles.ts';

const canary = Object.fromEntries(
  ['agent', 'body', 'cookie', 'header', 'key', 'malformed', 'path', 'query', 'thrown', 'token', 'upstream'].map((name) => [
    name,
    `canary-${name}-${fill(16)}`,
  ]),
);
const role = 'arn:aws:iam::123456789012:role/countersign/engineer';
const wireName = 'wire.acme.example';
const directory = mkdtempSync(join(tmpdir(), 'countersign-log-canaries-'));
const args = { port: 4180, wirePort: 4181, sandboxPort: 4182, dataDirectory: join(directory, 'data'), holdSeconds: 0 };

/** One handler of a function as Lambda runs it, and what it is sent. */
type Case = {
  readonly run: (event: object) => Promise<unknown>;
  readonly events: readonly object[];
};

/** Which ports a run called, and which of them throws what. */
type World = { broken: string | undefined; thrown: () => unknown; readonly called: Set<string> };

const world: World = { broken: undefined, thrown: () => undefined, called: new Set() };
let composed: Awaited<ReturnType<typeof compose>>;
let dynalite: Awaited<ReturnType<typeof startDynalite>>;
let cases: Readonly<Record<string, Case>>;

before(async () => {
  composed = await compose(args, loadConfig(args));
  dynalite = await startDynalite();
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  cases = await everyFunction();
});
after(async () => {
  await composed.close();
  await dynalite.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What decides nothing of the world, or is data. */
const left = new Set(['now', 'newId', 'log', 'policies', 'candidate', 'hosts', 'keyring', 'catalog', 'issuers', 'connections']);

/** The same ports, each of which may be made to throw, by its path. */
function breakable<Ports extends object>(ports: Ports, prefix = ''): Ports {
  return new Proxy(ports, {
    get: (target, name, receiver) => {
      const value: unknown = Reflect.get(target, name, receiver);
      const path = `${prefix}${String(name)}`;
      if (left.has(String(name))) return value;
      if (typeof value === 'function') return breaking(value, path, target);
      return isPlain(value) && prefix.split('.').length < 4 ? breakable(value, `${path}.`) : value;
    },
  });
}

function breaking(port: object, path: string, target: object) {
  return (...given: readonly unknown[]) => {
    world.called.add(path);
    if (world.broken === path) throw world.thrown();
    return Reflect.apply(port as () => unknown, target, given);
  };
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** What the world may throw: text of a stranger in its message, its stack, and behind a sentence of ours. */
const throwing: readonly (() => unknown)[] = [
  () => new Error(`it failed at ${canary.thrown}\n    at ${canary.thrown}.ts:1:1`),
  () =>
    new GatewayError('recorder-unavailable', 'The store is away.', { cause: new SyntaxError(`"${canary.thrown}" is not JSON`) }),
  () => Object.assign(new Error(String(canary.thrown)), { name: `${canary.thrown} refused`, code: `${canary.thrown} code` }),
  () => canary.thrown,
];

const verifier = {
  verify: async () => ({
    issuerName: 'dev',
    claims: {
      ...{ iss: 'http://127.0.0.1:4180/issuer', sub: 'ann', aud: 'countersign', nonce: canary.token ?? '', email_verified: true },
      ...{ email: 'ann@acme.example', groups: ['mcp-production-engineers', 'prod-approvers', 'auditors', 'sre-leads'] },
      ...{ iat: seconds(-60), auth_time: seconds(-60), exp: seconds(900), client_id: 'countersign-cli', azp: 'countersign-cli' },
    },
  }),
};

function seconds(from: number): number {
  return Math.floor(Date.now() / 1000) + from;
}

async function everyFunction(): Promise<Readonly<Record<string, Case>>> {
  const upstream = async () => ({
    status: 400,
    headers: [['content-type', 'text/xml'] as const],
    body: Buffer.from(
      `<Response><Errors><Error><Code>Bad</Code><Message>${canary.upstream}</Message></Error></Errors></Response>`,
    ),
  });
  const roles = {
    assume: async () => ({ accessKeyId: 'A', secretAccessKey: 'S', expiresAt: new Date(seconds(900) * 1000).toISOString() }),
  };
  const over = { verifier, roles, upstream: { send: upstream, stream: upstream }, log };
  const { calls, ...api } = composed.ports;
  const withCalls = breakable({ ...api, ...over, calls: { ...calls, ...over } } as typeof composed.ports);
  const pages = breakable({ ...composed.pages, ...over });
  const mcp = breakable({ ...composed.mcp, ...over, calls: { ...composed.mcp.calls, ...over } });
  const wirePorts = breakable({ ...api, ...over, ownName: wireName });
  const steps = breakable(stepPorts(api));
  const handlerOf = (handler: (event: never, context: object) => Promise<unknown>): Case['run'] => {
    const whole = observed(handler);
    return (event) => whole(event as never, { awsRequestId: 'r-1' });
  };
  await letWait(createApiHandler(withCalls));
  const ofRoutes = (some: readonly Route[]) => some.flatMap(httpEvents);
  return {
    api: { run: handlerOf(createApiHandler(withCalls)), events: ofRoutes(routes) },
    calls: {
      run: handlerOf(createApiHandler(withCalls)),
      events: ofRoutes(routes.filter(({ path }) => ['/v1/calls', '/v1/explain', '/v1/checks'].includes(path))),
    },
    approvals: { run: handlerOf(createPagesHandler(pages)), events: [...ofRoutes(pageRoutes), ...signedInEvents()] },
    mcp: { run: handlerOf(createMcpHandler(mcp)), events: ofRoutes(mcpRoutes) },
    wire: wireCase(createHostedWire(wirePorts)),
    container: containerCase(wirePorts),
    notify: {
      run: handlerOf(createNotifyHandler(steps)),
      events: stepEvents(['notify', 'wait', 'look', 'remind', 'escalate', 'called']),
    },
    close: { run: handlerOf(createStepHandler('close', steps)), events: stepEvents(['expire', 'tell']) },
    execute: { run: handlerOf(createStepHandler('execute', steps)), events: stepEvents(['execute']) },
    seal: { run: handlerOf(createSealHandler(await sealPorts())), events: sealEvents() },
  };
}

/** An approval that waits, for the steps of its machine. */
const waiting = { id: '' };

async function letWait(handler: ReturnType<typeof createApiHandler>): Promise<void> {
  const [event] = httpEvents({ method: 'POST', path: '/v1/calls', authorizer: 'human', summary: '' });
  if (event === undefined) throw new Error('the route has an event');
  const { body = '', statusCode } = await handler(event, {});
  const { approval } = JSON.parse(body);
  if (statusCode !== 202 || typeof approval !== 'string') throw new Error(`no approval waits: ${body}`);
  waiting.id = approval;
}

function stepPorts({ approving }: Pick<typeof composed.ports, 'approving'>): NotifyPorts {
  if (approving === undefined) throw new Error('one machine asks for approvals');
  const { storedCalls } = approving;
  if (storedCalls === undefined) throw new Error('one machine stores calls');
  const tokens = { keep: async () => undefined, find: async () => undefined };
  const nothing = async () => undefined;
  return { ...approving, log, tokens, storedCalls, tellOfCall: nothing, execute: nothing } as NotifyPorts;
}

/** A route's event, well formed and not: with a canary in each of its parts. */
function httpEvents({ method, path }: Route): readonly APIGatewayProxyEventV2[] {
  const id = path.includes('{connection}') ? 'everything' : (canary.path ?? '');
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, id] as const);
  const texts = [JSON.stringify(bodyFor(path)), `{"a":"${canary.malformed}`, Buffer.from(`form=${canary.body}`).toString()];
  const bodies = method === 'POST' ? texts : [''];
  return bodies.map((body) => ({
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path.replace(/\{\w+\}/, id),
    rawQueryString: `t=${canary.query}&q=${canary.query}&state=${canary.query}&code=${canary.query}`,
    cookies: [`countersign=${canary.cookie}`],
    headers: {
      authorization: `Bearer ${canary.token}`,
      'user-agent': canary.agent ?? '',
      'x-note': canary.header ?? '',
      'idempotency-key': canary.key ?? '',
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    pathParameters: Object.fromEntries(names),
    requestContext: { domainName: wireName, requestId: 'r-1', http: { method, path, sourceIp: '203.0.113.7' } },
    body,
    isBase64Encoded: false,
  })) as unknown as readonly APIGatewayProxyEventV2[];
}

function bodyFor(path: string): object {
  const launch = { ImageId: 'ami-1', InstanceType: 'm5.large', MinCount: 1, MaxCount: 1, UserData: canary.body };
  const call = { connection: 'sandbox', service: 'ec2', operation: 'RunInstances', parameters: launch };
  const bodies: Readonly<Record<string, object>> = {
    '/v1/calls': { ...call, reason: canary.body },
    '/v1/explain': call,
    '/v1/credentials': { connection: 'sandbox', reason: canary.body },
    '/v1/checks': {},
    '/v1/people/erase': { values: [canary.body], reason: canary.body },
    '/v1/approvals/{id}/verdicts': { verdict: 'approve', comment: canary.body },
  };
  const asked = { name: canary.path, arguments: { text: canary.body } };
  if (path.startsWith('/mcp')) return { jsonrpc: '2.0', id: 1, method: 'tools/call', params: asked };
  return bodies[path] ?? { reason: canary.body };
}

/** By an approver who is signed in, to the page of a call that waits. */
function signedInEvents(): readonly object[] {
  const { keyring, now, publicUrl } = composed.pages;
  const principal: Principal = {
    ...{ kind: 'user' as const, id: 'dev:ben', issuer: 'http://127.0.0.1:4180/issuer', subject: 'ben', name: 'Ben' },
    ...{ email: 'ben@acme.example', personKey: 'ben@acme.example', groups: ['prod-approvers'], isMfa: true, claims: {} },
  };
  const [expiresAt, signedInAt] = [seconds(900), seconds(-60)].map((at) => new Date(at * 1000).toISOString());
  const times = {
    tokenIssuedAt: now(),
    tokenExpiresAt: expiresAt ?? '',
    signedInAt: signedInAt ?? '',
    expiresAt: expiresAt ?? '',
  };
  const session = { id: 'session-of-ben', issuerName: 'dev', principal, ...times };
  const [cookie = ''] = sessionCookie(session, { keyring, publicUrl, now: now() }).split(';');
  const csrf = csrfToken(keyring, { sessionId: session.id, approvalId: waiting.id });
  const body = new URLSearchParams({ verdict: 'reject', csrf, comment: canary.body ?? '' }).toString();
  return pageRoutes.flatMap((route) => {
    const [event] = httpEvents(route);
    if (event === undefined) return [];
    const headers = { ...event.headers, origin: publicUrl, 'content-type': 'application/x-www-form-urlencoded' };
    return [
      { ...event, headers, cookies: [cookie], pathParameters: { id: waiting.id }, body: route.method === 'POST' ? body : '' },
    ];
  });
}

type Signed = Parameters<ReturnType<typeof createHostedWire>>[0];

/** Allowed and refused calls, one whose signature is wrong, and one that is none. */
function wireRequests(): readonly Signed[] {
  const { keyring } = composed.ports;
  const principal: Principal = {
    ...{
      kind: 'user' as const,
      id: 'dev:ann',
      issuer: 'dev',
      subject: 'ann',
      email: 'ann@acme.example',
      personKey: 'ann@acme.example',
    },
    ...{ groups: ['mcp-production-engineers'], isMfa: true, claims: {} },
  };
  const session: Session = {
    ...{ id: '01KAVW00000000000000000001', principal, connection: 'sandbox', role },
    ...{ openedAt: new Date().toISOString(), expiresAt: new Date(seconds(900) * 1000).toISOString() },
  };
  const credentials = { ...issueCredentials({ keyring, session }), expiresAt: session.expiresAt };
  const form = (text: string) => ({ path: '/', body: Buffer.from(text), signingName: 'ec2' });
  const user = Buffer.from(String(canary.body)).toString('base64');
  const launch = (type: string) =>
    form(`Action=RunInstances&Version=2016-11-15&ImageId=ami-1&InstanceType=${type}&MinCount=1&MaxCount=1&UserData=${user}`);
  const put = {
    path: `/${canary.path}/${canary.path}`,
    body: Buffer.from(String(canary.body)),
    signingName: 's3',
    method: 'PUT',
  };
  const unknown = form(`Action=${canary.malformed}&Version=2016-11-15`);
  const made = [launch('t3.micro'), launch('m5.large'), put, unknown].map(({ path, body, signingName, ...more }) => {
    const unsigned = { method: 'POST', path, query: '', body, ...more };
    const headers = [['user-agent', canary.agent ?? ''] as const, ['x-amz-meta-note', canary.header ?? ''] as const];
    const signing = { credentials, signingName, signingRegion: 'eu-west-1', now: new Date().toISOString() };
    const signed = signRequest({ ...unsigned, headers, host: wireName }, signing);
    return { ...unsigned, headers: signed, sourceIp: '203.0.113.7', isSecure: true };
  });
  const forged = made.slice(0, 1).map((request) => ({ ...request, query: `X=${canary.query}` }));
  const none = made
    .slice(0, 1)
    .map((request) => ({ ...request, headers: [['authorization', `Bearer ${canary.token}`] as const] }));
  return [...made, ...forged, ...none];
}

function wireCase(answer: ReturnType<typeof createHostedWire>): Case {
  const whole = observed(async (event: object, _context: object) => answer(event as Signed, wireName));
  return { run: (event) => whole(event, { awsRequestId: 'r-1' }), events: wireRequests() };
}

/** Behind a real socket: the server itself must be silent too. */
function containerCase(ports: Parameters<typeof createHostedWire>[0]): Case {
  const wire = { ...ports, hosts: () => [wireName] };
  const refuse = () => ({ status: 413, headers: [], body: new Uint8Array() });
  const handler = observed(createWireHandler(wire));
  const run: Case['run'] = async (event) => {
    const { path, body, headers } = event as Signed;
    const server = createContainerServer({ handler, refuse, ownName: wireName, bodyLimitBytes: 1024 * 1024 });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const asked = request({ host: '127.0.0.1', port, path, method: 'POST', headers: Object.fromEntries(headers) });
    try {
      asked.end(body);
      const [reply] = await once(asked, 'response');
      await text(reply);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
  return { run, events: wireRequests() };
}

function stepEvents(steps: readonly string[]): readonly object[] {
  const approvalId = waiting.id;
  const known = steps.flatMap((step) => [
    { step, approvalId, taskToken: canary.token, waitSeconds: 1 },
    { step, approvalId: canary.path, taskToken: canary.token },
  ]);
  const notice = { callId: 'c', subject: canary.body };
  return [...known, { step: canary.malformed, approvalId: canary.path }, { step: 'called', notice }, { note: canary.body }];
}

async function sealPorts(): Promise<SealPorts> {
  const table = openTable({ name: 'sealed', tenant: 'acme', region: 'eu-west-1', endpoint: dynalite.endpoint });
  await createTable(table.client, table.name);
  const nothing = async () => undefined;
  const files = { put: nothing, get: async () => new Uint8Array() };
  const signer = { keyId: 'k', sign: async () => new Uint8Array(64) };
  const writer = { record: composed.ports.record, resume: nothing };
  const ports = {
    ...{ table, files, signer, writer, hotDays: 3, now: composed.ports.now, newId: composed.ports.newId, log },
    openCalls: { note: nothing, stale: async () => [], forget: nothing },
    extraResources: { add: nothing },
    feeds: [breakable({ name: 'bus', tell: nothing }, 'feed.')],
  };
  return breakable(ports as unknown as SealPorts);
}

function sealEvents(): readonly object[] {
  const image = (line: string) => ({
    pk: { S: 'acme#S#s1' },
    sk: { S: 'E#01KAVW00000000000000000001' },
    at: { S: `${seconds(-60) * 1000}#01KAVW00000000000000000001` },
    line: { S: line },
  });
  const record = (eventName: string, line: string) => ({
    eventName,
    dynamodb: { Keys: { pk: image(line).pk, sk: image(line).sk }, NewImage: image(line), OldImage: image(`${line}.`) },
  });
  const lines = [`{"a":"${canary.malformed}`, JSON.stringify({ note: canary.body })];
  const records = lines.flatMap((line) => [record('INSERT', line), record('MODIFY', line), record('REMOVE', line)]);
  return [...records.map((one) => ({ Records: [one] })), { kind: 'tick' }, { kind: canary.malformed }];
}

/** Everything that is written meanwhile, and what Lambda's runtime writes of an error that leaves the handler. */
async function logOf(run: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream, write } of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      // The test runner itself writes bytes.
      if (typeof chunk !== 'string') return Reflect.apply(write, stream, [chunk]);
      lines.push(chunk);
      return true;
    };
  }
  try {
    await run();
  } catch (thrown) {
    lines.push(inspect(thrown, { depth: 0 }), thrown instanceof Error ? `${thrown.message}${thrown.stack}` : String(thrown));
  } finally {
    for (const { stream, write } of streams) stream.write = write;
  }
  return lines.join('');
}

function leaked(log: string): readonly string[] {
  return Object.entries(canary).flatMap(([name, value]) => (log.includes(value) ? [name] : []));
}

test('every function is looked at', () => {
  assert.deepEqual(Object.keys(cases).toSorted(), functionNames());
});

test('a canary would be found, in what is written and in what leaves a handler', async () => {
  const written = await logOf(async () => log({ level: 'error', message: String(canary.body) }));
  const thrown = await logOf(() => Promise.reject(new Error(canary.thrown)));

  assert.deepEqual([leaked(written), leaked(thrown)], [['body'], ['thrown']]);
});

for (const name of functionNames()) {
  test(`${name}: nothing of an event is in its log, whatever fails on the way`, async () => {
    const { run, events } = cases[name] ?? { run: async () => undefined, events: [] };
    const found: string[] = [];
    let broken = 0;

    for (const [index, event] of events.entries()) {
      world.broken = undefined;
      world.called.clear();
      for (const leak of leaked(await logOf(() => run(event)))) found.push(`event ${index}: ${leak}`);
      for (const path of [...world.called]) {
        world.broken = path;
        world.thrown = throwing[broken % throwing.length] ?? world.thrown;
        broken += 1;
        for (const leak of leaked(await logOf(() => run(event)))) found.push(`event ${index}, ${path} throws: ${leak}`);
      }
    }

    world.broken = undefined;
    assert.deepEqual([...new Set(found)], []);
    assert.ok(events.length > 0 && broken > 0, `${events.length} events, ${broken} failures`);
  });
}

test('what the trigger of the identity pool throws holds no claim of anybody', async () => {
  const { handler } = createRequire(import.meta.url)('../../lib/identity/group-claims.cjs');
  for (const groups of [`[${canary.body}`, `[%zz${canary.body}]`]) {
    const event = { request: { userAttributes: { 'custom:groups': groups } }, callerContext: { clientId: 'c' } };

    assert.deepEqual(leaked(await logOf(() => handler(event))), []);
  }
});
