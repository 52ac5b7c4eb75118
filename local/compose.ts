/** The composition root of one machine: its configuration, its stores and its adapters put behind the same handlers as on AWS. */

import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createIdSource, systemNow } from '#adapters/clock/clock.ts';
import { systemSleep } from '#adapters/clock/sleep.ts';
import { remoteDetection } from '#adapters/detect/remote-detection.ts';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { openCheckpointSigner } from '#adapters/local/checkpoint-key.ts';
import { createSqliteExecutions, forsakeExecutions } from '#adapters/local/executions.ts';
import { createSqliteHolds } from '#adapters/local/holds.ts';
import { createInbox, type Inbox } from '#adapters/local/inbox.ts';
import { openKeyring } from '#adapters/local/keys.ts';
import { openPersonKeys } from '#adapters/local/person-keys.ts';
import { createReceipts } from '#adapters/local/receipts.ts';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { createRecordPlace } from '#adapters/local/record-place.ts';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { createSqliteRevocations } from '#adapters/local/revocations.ts';
import { createSealStore } from '#adapters/local/seal-store.ts';
import { type SealTimer, startSealTimer } from '#adapters/local/seal-timer.ts';
import { createSqliteSearch } from '#adapters/local/search.ts';
import { openStore, type Store } from '#adapters/local/sqlite.ts';
import { createSweep } from '#adapters/local/sweep.ts';
import { createProviderMetadata } from '#adapters/oidc/provider-metadata.ts';
import { createTokenVerifier } from '#adapters/oidc/token-verifier.ts';
import { createJsonQuery } from '#adapters/query/jmespath.ts';
import { createSchemaCheck } from '#adapters/schema/check-schema.ts';
import { createRoleAssumer } from '#adapters/upstream/assume-role.ts';
import { createUpstream } from '#adapters/upstream/aws-http.ts';
import { createFactReader } from '#adapters/upstream/resource-tags.ts';
import { createRoleProbe } from '#adapters/upstream/role-probe.ts';
import type { Config } from '#config/config.ts';
import { announcing } from '#core/announce-changes.ts';
import { createDoorbell } from '#core/approval/doorbell.ts';
import { createCallBudget } from '#core/call-budget.ts';
import { executeStored } from '#core/deferring/execute-stored.ts';
import { toGatewayError } from '#core/errors.ts';
import type { GatewayPorts } from '#core/gateway-ports.ts';
import { createMasker, pseudonymKeyOf } from '#core/masking/masker.ts';
import { createNoteMasking } from '#core/masking/note-masking.ts';
import { notedNotices, notedWriter } from '#core/operator-notes.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import type { NewId, Now, TokenVerifier } from '#core/ports.ts';
import { createPresentReader } from '#core/read-present.ts';
import { createReferenceReader } from '#core/read-references.ts';
import { closeOpenIntents } from '#core/recording/close-open-intents.ts';
import { createRefusalCounter } from '#core/recording/refusal-counter.ts';
import { sealAll } from '#core/recording/seal.ts';
import { createWriter, type Writer } from '#core/recording/writer.ts';
import { currentKey } from '#core/sealed.ts';
import { tamperingEvent } from '#core/tampering-event.ts';
import { createTokenSessions } from '#core/token-sessions.ts';
import type { WireFrontOptions } from '#core/wire-front.ts';
import type { ApiPorts } from '#lambdas/api/handler.ts';
import type { PagesPorts } from '#lambdas/approvals/handler.ts';
import type { Ports as McpPorts } from '#lambdas/mcp/handler.ts';
import { createLocalApproving } from './approving.ts';
import type { LocalArguments } from './arguments.ts';
import { fetchLoopbackDocument } from './issuer/fetch-loopback.ts';
import { isWhollyLoopback, type LoadedConfig } from './load-config.ts';
import { log } from './log.ts';
import { createLocalMcp } from './mcp.ts';
import { createLocalNotices } from './notices.ts';
import { createLocalSignIns } from './sign-ins.ts';
import { openStateWebhooks } from './state-webhooks.ts';
import { watchPolicies } from './watch-policies.ts';

export type Composed = {
  readonly ports: GatewayPorts & WireFrontOptions & ApiPorts;
  readonly pages: PagesPorts;
  readonly mcp: McpPorts;
  /** Only while everything ends on this machine. */
  readonly inbox: Inbox | undefined;
  readonly verifier: TokenVerifier;
  readonly now: () => string;
  readonly newId: () => string;
  readonly close: () => Promise<void>;
};

/** Errors: `PolicySetError`, `recorder-unavailable`; intents that the last run left open are closed as unknown. */
export async function compose(
  args: LocalArguments,
  { config, configDirectory, policyDirectory, candidateDirectory }: LoadedConfig,
): Promise<Composed> {
  const now = systemNow;
  const newId = createIdSource();
  loadCedar(readCedarWasm());
  const chains = config.chains.map((chain) => chain.name);
  const policies = watchPolicies({ directory: policyDirectory, chains, log });
  const candidate =
    candidateDirectory === undefined
      ? undefined
      : watchPolicies({ directory: candidateDirectory, title: 'candidate policies', chains, log });
  const keyring = openKeyring(args.dataDirectory);
  const personKeys = openPersonKeys(args.dataDirectory);
  const store = openStore(args.dataDirectory);
  const recorder = createSqliteRecorder(store);
  const feeds = openStateWebhooks(config, { configDirectory, now });
  const notes = createNoteMasking(config.masking);
  const written = createWriter({ recorder, now, newId, tenant: 'local', productVersion: productVersion(), log });
  const writer = announcing(notedWriter(written, notes), { feeds, log });
  forsakeExecutions(store);
  await closeOpenIntents({ recorder, writer, before: now() });
  const upstream = createUpstream({ now });
  const region = config.connections[0]?.regions[0] ?? 'us-east-1';
  const roles = createRoleAssumer({ now, region });
  const verifier = createTokenVerifier({ issuers: config.identity.issuers, fetchDocument: fetchLoopbackDocument });
  const revocations = createSqliteRevocations(store);
  const catalog = readCatalog();
  const { dataDirectory } = args;
  const mcpServers = createLocalMcp({ config, configDirectory, dataDirectory, now, newId, keyring, version: productVersion() });
  const hashKey = currentKey(keyring, 'recorded-hash');
  const references = createReferenceReader({ catalog, roles, upstream, hashKey });
  const masker = createMasker({
    ...config.masking,
    remote: remoteDetection(config.masking.remote),
    pseudonymKey: pseudonymKeyOf(keyring, personKeys),
  });
  const present = createPresentReader({ catalog, roles, upstream, masker });
  const once = { executions: createSqliteExecutions(store), doorbell: createDoorbell(systemSleep) };
  const shared = { now, newId, log, keyring, record: writer.record, revocations, references, present, ...once };
  const inbox = isWhollyLoopback(config) ? createInbox(store) : undefined;
  const waiting = createLocalApproving(shared, {
    store,
    config,
    channels: inbox?.channels ?? [],
    execute: (approval) => executeStored(approval, ports),
  });
  const ports = {
    now,
    newId,
    log,
    keyring,
    hashKey,
    masker,
    catalog,
    connections: config.connections,
    issuers: config.identity.issuers,
    personKey: config.identity.personKey,
    timeZone: config.timeZone,
    tenant: 'local',
    publicUrl: config.publicUrl,
    wireUrl: `http://127.0.0.1:${args.wirePort}`,
    policies: policies.current,
    candidate: () => candidate?.current(),
    hosts: () => [`127.0.0.1:${args.wirePort}`],
    verifier,
    record: writer.record,
    search: createSqliteSearch(store),
    receipts: createReceipts(store, createRecordFiles(args.dataDirectory)),
    holds: createSqliteHolds(store),
    personKeys,
    revocations,
    facts: createFactReader({ upstream, assumer: roles, now }),
    roles,
    upstream,
    budget: createCallBudget(config.limits),
    refusals: createRefusalCounter(),
    ...(inbox === undefined ? {} : { notices: notedNotices(createLocalNotices(config, inbox.channels), notes) }),
    mcp: mcpServers.client,
    servers: mcpServers.servers,
    pins: mcpServers.pins,
    ...once,
    joinSeconds: config.wire.holdSeconds,
    approving: waiting.approving,
  };
  const sessions = createTokenSessions(ports);
  const pages: PagesPorts = { ...ports, ...waiting.approving, policies: ports.policies, signIns: createLocalSignIns(config) };
  const sealTimer = startSealing(args.dataDirectory, { store, now, newId, record: writer.record, recording: config.recording });
  await waiting.resume();
  const close = async () => {
    policies.close();
    candidate?.close();
    waiting.close();
    await sealTimer.stop();
    upstream.close();
    mcpServers.close();
    store.close();
  };
  const calls = { ...ports, sessions };
  const checks = {
    budget: ports.budget,
    targets: [...config.connections, ...config.mcpConnections],
    probe: createRoleProbe({ region }),
    recordPlace: createRecordPlace({ store, files: createRecordFiles(dataDirectory), directory: dataDirectory }),
    recordWanted: { place: 'files' } as const,
  };
  const { lists } = mcpServers;
  const tools = { productVersion: productVersion(), checkSchema: createSchemaCheck(), query: createJsonQuery(), lists };
  const mcp = { ...ports, calls, ...tools, providerMetadata: createProviderMetadata(fetchLoopbackDocument) };
  return { ports: { ...ports, calls, checks }, pages, mcp, inbox, verifier, now, newId: ports.newId, close };
}

/** Well within the promise of 60 s between an event and its seal. */
const sealEverySeconds = 30;

type SealingPorts = {
  readonly store: Store;
  readonly now: Now;
  readonly newId: NewId;
  readonly record: Writer['record'];
  readonly recording: Config['recording'];
};

function startSealing(dataDirectory: string, { store, now, newId, record, recording }: SealingPorts): SealTimer {
  const failed = (thrown: unknown) => {
    const { code, message } = toGatewayError(thrown);
    log({ level: 'error', code, message: `The record could not be sealed; it is tried again. ${message}` });
  };
  const sealing = {
    store: createSealStore(store, createRecordFiles(dataDirectory)),
    signer: openCheckpointSigner(dataDirectory),
    now,
    tenant: 'local',
    alarm: (id: string) => {
      log({ level: 'error', message: `Event ${id} was changed after it was recorded. Run countersign sessions verify.` });
      void record(tamperingEvent({ event: id, what: 'unsound' }, newId())).catch(failed);
    },
    breathe: () => setImmediate(),
  };
  const sweep = createSweep(store, { ...recording, files: createRecordFiles(dataDirectory), now });
  return startSealTimer({
    seal: async () => {
      await sealAll(sealing);
      sweep();
    },
    everySeconds: sealEverySeconds,
    failed,
  });
}

function productVersion(): string {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return manifest.version;
}
