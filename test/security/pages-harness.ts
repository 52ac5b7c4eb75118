/** The pages over real stores and the shipped policies, with an approval in them, and with people signed in. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdSource } from '#adapters/clock/clock.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import { createSqliteApprovals } from '#adapters/local/approvals.ts';
import { createSqliteRevocations } from '#adapters/local/revocations.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import type { Approval } from '#core/approval/approval.ts';
import { createDoorbell } from '#core/approval/doorbell.ts';
import { defaultLimits } from '#core/approval/limits.ts';
import { signLink } from '#core/approval/link.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';
import { newKeyringText, parseKeyring } from '#core/identity/keyring.ts';
import type { Issuer, Principal } from '#core/model.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import type { EventDraft } from '#core/recording/draft.ts';
import { createPagesHandler, type PagesPorts } from '#lambdas/approvals/handler.ts';
import type { PageReply } from '#lambdas/approvals/page-reply.ts';
import { type PageSession, sessionCookie } from '#lambdas/approvals/session-cookie.ts';

export const publicUrl = 'https://gate.example';
export const issuerUrl = 'https://idp.example';
const issuer: Issuer = {
  name: 'idp',
  issuer: issuerUrl,
  audience: ['countersign'],
  kind: 'human',
  groupsClaim: 'groups',
  clientId: 'cli',
  webClientId: 'web',
  groups: [],
};

loadCedar(readCedarWasm());
const policies = compilePolicies(readPolicies(new URL('../../policies', import.meta.url).pathname), {
  chains: ['production-change', 'two-person'],
});

export type Asked = {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: string | Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
};

export type Harness = {
  readonly ports: PagesPorts;
  readonly approval: Approval;
  readonly events: readonly EventDraft[];
  readonly setNow: (time: string) => void;
  readonly ask: (route: string, id: string, asked?: Asked) => Promise<PageReply>;
  readonly page: (asked?: Asked) => Promise<PageReply>;
  readonly link: string;
  readonly stored: () => Promise<Approval>;
  readonly close: () => void;
};

export async function openPages(over: Partial<Approval> = {}): Promise<Harness> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-pages-'));
  const store = openStore(directory);
  const keyring = parseKeyring(newKeyringText(), 'test');
  const approvals = createSqliteApprovals(store);
  const approval = sampleApproval(over);
  const events: EventDraft[] = [];
  let now = '2026-05-04T10:05:00.000Z';
  const sleep = async () => undefined;
  const ports: PagesPorts = {
    now: () => now,
    newId: createIdSource(),
    log: () => undefined,
    keyring,
    publicUrl,
    issuers: [issuer, { ...issuer, name: 'ci', issuer: 'https://ci.example', kind: 'workload' }],
    personKey: 'email',
    timeZone: 'UTC',
    policies: () => policies,
    verifier: { verify: async () => ({ issuerName: 'idp', claims: {} }) },
    revocations: createSqliteRevocations(store),
    signIns: [
      { issuerName: 'idp', address: async () => `${issuerUrl}/authorize`, finish: async () => Promise.reject(new Error('none')) },
    ],
    approvals,
    machine: { start: sleep, wake: sleep },
    doorbell: createDoorbell(sleep),
    sleep,
    limits: defaultLimits,
    record: async (draft) => void events.push(draft),
  };
  await approvals.create(approval, undefined);
  const handler = createPagesHandler(ports);
  const ask: Harness['ask'] = (route, id, asked = {}) => handler(eventOf(route, id, asked), {});
  return {
    ports,
    approval,
    events,
    setNow: (time) => {
      now = time;
    },
    ask,
    page: (asked = {}) => ask('/approvals/{id}', approval.id, asked),
    link: signLink(keyring, { approvalId: approval.id, expiresAt: approval.expiresAt }),
    stored: async () => (await approvals.find(approval.id)) ?? approval,
    close: () => {
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function eventOf(route: string, id: string, { method = 'GET', query = {}, form, cookies = [], headers = {} }: Asked) {
  const body = typeof form === 'string' ? form : new URLSearchParams(form ?? {}).toString();
  return {
    version: '2.0',
    routeKey: `${method} ${route}`,
    rawPath: route.replace('{id}', id),
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin: publicUrl }),
      ...headers,
    },
    cookies: [...cookies],
    pathParameters: { id },
    requestContext: {
      accountId: '0',
      apiId: 'test',
      domainName: 'gate.example',
      domainPrefix: 'gate',
      requestId: 'r-1',
      routeKey: `${method} ${route}`,
      stage: '$default',
      time: '',
      timeEpoch: 0,
      http: { method, path: route, protocol: 'HTTP/1.1', sourceIp: '10.0.0.1', userAgent: 'test' },
    },
    body,
    isBase64Encoded: false,
  };
}

export function person(name: string, groups: readonly string[], over: Partial<Principal> = {}): Principal {
  const email = `${name}@acme.example`;
  return {
    kind: 'user',
    id: `idp:${name}`,
    issuer: issuerUrl,
    subject: name,
    name,
    email,
    personKey: email,
    groups,
    isMfa: true,
    clientId: 'web',
    claims: {},
    ...over,
  };
}

export function sessionOf(principal: Principal, over: Partial<PageSession> = {}): PageSession {
  return {
    id: `session-of-${principal.subject}`,
    issuerName: 'idp',
    principal,
    tokenIssuedAt: '2026-05-04T10:00:00.000Z',
    tokenExpiresAt: '2026-05-04T11:00:00.000Z',
    signedInAt: '2026-05-04T10:00:00.000Z',
    expiresAt: '2026-05-04T11:00:00.000Z',
    ...over,
  };
}

/** What the browser sends back of a session's Set-Cookie. */
export function cookieOf(session: PageSession, { ports }: Pick<Harness, 'ports'>): string {
  return sessionCookie(session, { ...ports, now: ports.now() }).split(';')[0] ?? '';
}

export function csrfIn({ body = '' }: PageReply): string {
  return /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
}
