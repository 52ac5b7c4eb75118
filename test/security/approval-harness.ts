/** A whole gateway in this process, with a clock that can be set, tags that can be changed and an upstream that counts: for attacks on approvals. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdSource } from '#adapters/clock/clock.ts';
import { systemSleep } from '#adapters/clock/sleep.ts';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { createSqliteApprovals } from '#adapters/local/approvals.ts';
import { createSqliteExecutions, forsakeExecutions } from '#adapters/local/executions.ts';
import { createSqliteRevocations } from '#adapters/local/revocations.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import { createLocalMachine } from '#adapters/local/state-machine.ts';
import { createSqliteStoredCalls } from '#adapters/local/stored-calls.ts';
import type { Approval } from '#core/approval/approval.ts';
import { createDoorbell } from '#core/approval/doorbell.ts';
import { createHeldLegs } from '#core/approval/held-legs.ts';
import { defaultLimits } from '#core/approval/limits.ts';
import type { ReferenceRead } from '#core/approval/mutable-references.ts';
import type { Notice } from '#core/approval/notice.ts';
import { type AdvancingPorts, advanceApproval, needsMachine } from '#core/approving/advance-approval.ts';
import type { HoldingPorts } from '#core/approving/approval-ports.ts';
import { type CallLimits, createCallBudget } from '#core/call-budget.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { DeferredCall } from '#core/deferring/deferred-call.ts';
import { executeStored } from '#core/deferring/execute-stored.ts';
import type { GatewayError } from '#core/errors.ts';
import type { DecodedCall, Front } from '#core/front.ts';
import { passCall } from '#core/gateway.ts';
import type { GatewayPorts } from '#core/gateway-ports.ts';
import { createMasker } from '#core/masking/masker.ts';
import type { Chain, Connection, Issuer, Parameters, Principal, Session } from '#core/model.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import type { Executions, StoredCalls, StoredEvent } from '#core/ports.ts';
import type { ApiCaller } from '#core/product-api.ts';
import type { EventDraft } from '#core/recording/draft.ts';
import { createRefusalCounter } from '#core/recording/refusal-counter.ts';

const catalog = readCatalog();
loadCedar(readCedarWasm());

export const issuer: Issuer = {
  name: 'okta',
  issuer: 'https://okta.example',
  audience: ['countersign'],
  kind: 'human',
  clientId: 'cli',
  groups: [],
};

export const chains: readonly Chain[] = [
  {
    name: 'change',
    expiresMinutes: 60,
    useWithinMinutes: 30,
    distinct: true,
    steps: [{ need: 1, from: ['group:approvers'], escalateTo: [] }],
  },
  {
    name: 'second',
    expiresMinutes: 60,
    useWithinMinutes: 30,
    distinct: true,
    steps: [{ need: 1, from: ['group:approvers'], escalateTo: [] }],
  },
];

/** Everybody may terminate; what is tagged `guarded` needs the chain `change`. Everybody but its requester may give verdicts. */
export const policies = `
@id("terminate") permit (principal, action in [CS::Action::"ec2:TerminateInstances", CS::Action::"ssm:SendCommand"], resource);
@id("verdicts") permit (principal is CS::User, action == CS::Action::"countersign:GiveVerdict", resource is CS::Approval);
@id("own") permit (principal, action in [CS::Action::"countersign:ReadApproval", CS::Action::"countersign:CancelApproval",
  CS::Action::"countersign:NudgeApproval"], resource is CS::Approval) when { resource has owner && resource.owner == principal };
@id("guarded") @reason("it is guarded") @approval("change")
forbid (principal, action in [CS::Action::"ec2:TerminateInstances", CS::Action::"ssm:SendCommand"], resource)
when { resource.hasTag("guarded") } unless { context.approvals.contains("change") };
`;

const role = { arn: 'arn:aws:iam::123456789012:role/r', groups: ['engineers', 'approvers'], narrow: 'service' } as const;

export function person(name: string, ...groups: readonly string[]): Principal {
  const email = `${name}@acme.example`;
  return {
    kind: 'user',
    id: `okta:${name}`,
    issuer: issuer.issuer,
    subject: name,
    name,
    email,
    personKey: email,
    clientId: 'cli',
    groups,
    isMfa: true,
    claims: {},
  };
}

export const erin = person('erin', 'engineers');
export const alex = person('alex', 'approvers');

/** One request of a client: which instance it ends, as whom, and by which command. */
export type Sent = {
  readonly instance?: string;
  readonly as?: Principal;
  readonly command?: string;
  /** Of a client whose name of its command is not signed. */
  readonly signature?: string;
  readonly session?: string;
  readonly wait?: Connection['wait'];
  readonly isGone?: () => boolean;
  /** The gateway makes the call itself once it is approved; its client does not wait. */
  readonly isStored?: true;
  readonly call?: { readonly service: string; readonly operation: string; readonly parameters: Parameters };
  /** What the client speaks. */
  readonly protocol?: Protocol;
};

export type Answer = { readonly code: string; readonly text: string; readonly storedCall?: string };

export type World = {
  /** Milliseconds that the clock is ahead. */
  ahead: number;
  tags: Readonly<Record<string, string>>;
  policies: string;
  /** What the upstream does with a request; it answers 200 without it. */
  upstream: (() => Promise<void>) | undefined;
  /** What the upstream answers. */
  answer: { readonly status: number; readonly text: string };
  /** What a named thing is now; `undefined` where it cannot be read. */
  references: (read: ReferenceRead) => string | undefined;
  /** Kinds of events whose recording fails. */
  failing: (draft: EventDraft) => boolean;
  factReads: number;
  readonly sent: string[];
  readonly events: EventDraft[];
  readonly notices: Notice[];
};

export type Harness = {
  readonly world: World;
  readonly approving: HoldingPorts & AdvancingPorts;
  readonly send: (sent?: Sent) => Promise<Answer>;
  readonly caller: (principal: Principal, over?: Partial<ApiCaller>) => ApiCaller;
  readonly api: HoldingPorts &
    AdvancingPorts & {
      readonly storedCalls: StoredCalls;
      readonly catalog: typeof catalog;
      readonly policies: GatewayPorts['policies'];
      readonly timeZone: string;
      readonly issuers: readonly Issuer[];
    };
  /** The one approval that waits, once there is one. */
  readonly pending: () => Promise<Approval>;
  readonly all: () => Promise<readonly Approval[]>;
  /** Another process on the same store: nothing is shared but what is stored. */
  /** Another instance on the same store, beside this one. */
  readonly beside: () => Harness;
  readonly restarted: (options?: Options) => Promise<Harness>;
  readonly close: () => void;
};

export type Options = {
  readonly holdSeconds?: number;
  readonly heldLegs?: number;
  readonly directory?: string;
  readonly openPerChain?: number;
  readonly executions?: Executions;
  /** Around the store of stored calls. */
  readonly storedCalls?: (storedCalls: StoredCalls) => StoredCalls;
  readonly limits?: Partial<CallLimits>;
  /** What an earlier process left in flight is nobody's. */
  readonly isRestarted?: boolean;
};

export function createHarness(options: Options = {}): Harness {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'countersign-'));
  const store = openStore(directory);
  if (options.isRestarted === true) forsakeExecutions(store);
  const world: World = {
    ahead: 0,
    tags: { guarded: 'yes' },
    policies,
    upstream: undefined,
    answer: { status: 200, text: '<TerminateInstancesResponse><requestId>r</requestId></TerminateInstancesResponse>' },
    references: () => 'as it was',
    failing: () => false,
    factReads: 0,
    sent: [],
    events: [],
    notices: [],
  };
  const now = () => new Date(Date.now() + world.ahead).toISOString();
  const newId = createIdSource();
  const record = async (draft: EventDraft): Promise<StoredEvent> => {
    if (world.failing(draft)) throw new Error('the record fails');
    world.events.push(draft);
    return undefined as never;
  };
  const compiled = new Map<string, ReturnType<typeof compilePolicies>>();
  const policySet = () => {
    const known = compiled.get(world.policies) ?? compilePolicies([{ name: 'test.cedar', text: world.policies }]);
    compiled.set(world.policies, known);
    return known;
  };
  const machine = createLocalMachine({ advance: (step, id) => advanceApproval(step, id, approving), log: () => {} });
  const sqliteCalls = createSqliteStoredCalls(store, now);
  const storedCalls = options.storedCalls?.(sqliteCalls) ?? sqliteCalls;
  const keyring = { current: 'k1', roots: new Map([['k1', new Uint8Array(32).fill(1)]]) };
  const approving: HoldingPorts & AdvancingPorts & { readonly storedCalls: StoredCalls } = {
    storedCalls,
    execute: (approval) => executeStored(approval, { ...ports, approving, catalog, connections: [connectionOf({})] }),
    now,
    newId,
    record,
    log: () => {},
    approvals: createSqliteApprovals(store),
    executions: options.executions ?? createSqliteExecutions(store),
    revocations: createSqliteRevocations(store),
    machine,
    notifier: { tell: async (notice) => void world.notices.push(notice) },
    doorbell: createDoorbell(systemSleep),
    sleep: systemSleep,
    held: createHeldLegs(options.heldLegs ?? 4),
    limits: { ...defaultLimits, openPerChain: options.openPerChain ?? defaultLimits.openPerChain },
    chains,
    managerClaim: 'manager',
    keyring,
    references: { read: async (_connection, _region, read) => world.references(read) },
    holdSeconds: options.holdSeconds ?? 20,
    approvalLink: ({ id }) => `https://gateway.example/approvals/${id}?t=token`,
  };
  const ports: GatewayPorts = {
    ...approving,
    record,
    approving,
    joinSeconds: approving.holdSeconds,
    hashKey: new Uint8Array(32),
    timeZone: 'UTC',
    policies: policySet,
    masker: createMasker({ rules: [], enable: [] }),
    budget: createCallBudget(options.limits),
    refusals: createRefusalCounter(),
    facts: {
      read: async (_, resources) => {
        world.factReads += 1;
        return resources.map((one) => ({ ...one, tags: world.tags, tagsKnown: true }));
      },
    },
    roles: { assume: async () => ({ accessKeyId: 'A', secretAccessKey: 's', expiresAt: now() }) },
    upstream: {
      send: async ({ path }) => {
        world.sent.push(path);
        await world.upstream?.();
        const { status, text } = world.answer;
        return { status, headers: [['content-type', 'text/xml']] as const, body: new TextEncoder().encode(text) };
      },
      stream: () => {
        throw new TypeError('no operation of these tests has a streamed payload');
      },
    },
  };
  const front = createFront(now);
  const storing: typeof front = { ...front, isHeld: false, deferred: (sent, { session }) => deferredOf(sent, session) };
  const pending = async () => {
    for (;;) {
      const [found] = await approving.approvals.list({ states: ['pending'] }, 1);
      if (found?.told.askedAt !== undefined) return found;
      await systemSleep(5);
    }
  };
  const close = () => {
    machine.close();
    store.close();
    rmSync(directory, { recursive: true, force: true });
  };
  const everyState = ['pending', 'approved', 'rejected', 'expired', 'cancelled', 'used'] as const;
  return {
    world,
    approving,
    send: (sent = {}) => passCall(sent.isStored === true ? storing : front, sent, ports),
    caller: (principal, over = {}) => ({
      principal,
      tokenIssuedAt: now(),
      tokenExpiresAt: now(),
      signedInAt: now(),
      sourceIp: '127.0.0.1',
      channel: 'json',
      ...over,
    }),
    api: { ...approving, catalog, policies: policySet, timeZone: 'UTC', issuers: [issuer] },
    pending,
    all: () => approving.approvals.list({ states: everyState }, 1000),
    beside: () => createHarness({ ...options, directory }),
    restarted: async (again = {}) => {
      machine.close();
      store.close();
      const next = createHarness({ ...options, ...again, directory, isRestarted: true });
      for (const approval of (await next.all()).filter(needsMachine)) await next.approving.machine.start(approval);
      return next;
    },
    close,
  };
}

function createFront(now: () => string): Front<Sent, Sent, Answer> {
  return {
    channel: 'aws',
    origin: () => ({ sourceIp: '127.0.0.1' }),
    authenticate: async (sent) => ({
      caller: { session: sessionOf(sent, now()), connection: connectionOf(sent), role },
      verified: sent,
    }),
    decode: async (sent) => terminate(sent),
    invocation: ({ command }) => command,
    signature: ({ signature }) => signature,
    isGone: ({ isGone }) => isGone?.() === true,
    encode: (reply) => ({ code: 'ok', text: new TextDecoder().decode(reply.body) }),
    encodeError: ({ code, message, storedCall }: GatewayError) => ({
      code,
      text: message,
      ...(storedCall === undefined ? {} : { storedCall }),
    }),
  };
}

function deferredOf({ command = '', ...sent }: Sent, session: Session): DeferredCall {
  const { service, operation, region, parameters } = terminate(sent).calls[0];
  return { channel: 'json', session, service, operation, region, parameters, sourceIp: '127.0.0.1', command };
}

function connectionOf({ wait = 'hold' }: Sent): Connection {
  const account = '123456789012';
  return { kind: 'aws', name: 'prod', account, regions: ['eu-west-1'], roles: [role], wait, mode: 'enforce' };
}

function sessionOf({ as = erin, session = 'S1' }: Sent, now: string): Session {
  return { id: session, principal: as, connection: 'prod', role: role.arn, openedAt: now, tokenIssuedAt: now, expiresAt: now };
}

function terminate(sent: Sent): DecodedCall {
  const { instance = 'i-0123456789abcdef0' } = sent;
  const { call = { service: 'ec2', operation: 'TerminateInstances', parameters: { InstanceIds: [instance] } } } = sent;
  const operation = catalog.operation(call.service, call.operation);
  const service = catalog.services.get(call.service);
  if (operation === undefined || service === undefined) throw new TypeError('the catalog has no ec2');
  const place = { region: 'eu-west-1', account: '123456789012' };
  const resource = { arn: `arn:aws:ec2:eu-west-1:123456789012:instance/${instance}`, service: 'ec2', type: 'instance', ...place };
  return {
    calls: [
      {
        service: call.service,
        operation: operation.name,
        ...place,
        access: operation.access,
        actions: operation.actions,
        resources: [resource],
        resourcesKnown: true,
        parameters: call.parameters,
      },
    ],
    wire: {
      service,
      operation,
      protocol: sent.protocol ?? 'ec2',
      input: catalog.shape(operation, 'input'),
      output: catalog.shape(operation, 'output'),
      errorShape: () => undefined,
    },
    upstream: {
      connection: connectionOf(sent),
      host: 'ec2.eu-west-1.amazonaws.com',
      service: 'ec2',
      signingName: 'ec2',
      signingRegion: 'eu-west-1',
      method: 'POST',
      path: `/${instance}`,
      query: '',
      headers: [],
      body: new Uint8Array(),
    },
  };
}
