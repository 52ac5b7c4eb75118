/** The composition root on AWS: the environment and what ships with the code, put behind the ports. It alone reads the environment. */

import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openTable, type Table } from '#adapters/aws/dynamodb.ts';
import { createDynamoDbExecutions } from '#adapters/aws/dynamodb-executions.ts';
import { createDynamoDbHolds } from '#adapters/aws/dynamodb-holds.ts';
import { openDynamoDbPersonKeys } from '#adapters/aws/dynamodb-person-keys.ts';
import { createDynamoDbRecorder } from '#adapters/aws/dynamodb-recorder.ts';
import { createDynamoDbRevocations } from '#adapters/aws/dynamodb-revocations.ts';
import { createExtraResources } from '#adapters/aws/extra-resources.ts';
import { createNotifyFunction } from '#adapters/aws/notify-function.ts';
import { createOpenCalls } from '#adapters/aws/open-calls.ts';
import { createS3Bodies } from '#adapters/aws/s3-bodies.ts';
import { readKeyring } from '#adapters/aws/secret-keys.ts';
import { createIdSource, systemNow } from '#adapters/clock/clock.ts';
import { systemSleep } from '#adapters/clock/sleep.ts';
import { remoteDetection } from '#adapters/detect/remote-detection.ts';
import { createRoleAssumer } from '#adapters/upstream/assume-role.ts';
import { createUpstream } from '#adapters/upstream/aws-http.ts';
import { createFactReader } from '#adapters/upstream/resource-tags.ts';
import { createRoleProbe } from '#adapters/upstream/role-probe.ts';
import { createDoorbell } from '#core/approval/doorbell.ts';
import type { AdvancingPorts } from '#core/approving/advance-approval.ts';
import { createCallBudget } from '#core/call-budget.ts';
import { executeStored } from '#core/deferring/execute-stored.ts';
import type { GatewayPorts } from '#core/gateway-ports.ts';
import { createMasker, pseudonymKeyOf } from '#core/masking/masker.ts';
import { createNoteMasking } from '#core/masking/note-masking.ts';
import { notedNotices, notedWriter } from '#core/operator-notes.ts';
import type { FactReader, Log } from '#core/ports.ts';
import { createPresentReader } from '#core/read-present.ts';
import { createReferenceReader } from '#core/read-references.ts';
import { createRefusalCounter } from '#core/recording/refusal-counter.ts';
import { createWriter } from '#core/recording/writer.ts';
import { currentKey } from '#core/sealed.ts';
import { createTokenSessions } from '#core/token-sessions.ts';
import type { WireFrontOptions } from '#core/wire-front.ts';
import type { ApiPorts } from './api/handler.ts';
import type { ChecksPorts } from './api/run-route.ts';
import type { PagesPorts } from './approvals/handler.ts';
import { type AwsApproving, createApproving } from './approving.ts';
import { createSignIns, createStateWebhooks } from './channels.ts';
import { log } from './log.ts';
import type { Ports as McpPorts } from './mcp/handler.ts';
import { createMcpServers, type McpServers } from './mcp-servers.ts';
import { meter } from './meter.ts';
import { meteredRecord, meteredRoles, meteredUpstream } from './metered.ts';
import type { NotifyPorts } from './notify/handler.ts';
import { refuseOwnAccount } from './refuse-own-account.ts';
import type { SealPorts } from './seal/handler.ts';
import { readDeployment, readShipped } from './shipped.ts';
import type { HostedWirePorts } from './wire/hosted-wire.ts';

/** The bundle's own directory: `scripts/bundle.ts` lays everything beside `index.mjs`. */
const shippedDirectory = new URL('./', import.meta.url);

/** A reply is held whole while it is masked, in up to six times its size: what 512 MB of memory carry. */
const maxReplyBytes = 32 * 1024 * 1024;

/** The AWS wire. Errors: an Error that names what is missing, and its cure. */
export async function composeWire(): Promise<HostedWirePorts> {
  const { table: _table, bodies: _bodies, ...shared } = await composeMasking();
  const { domainName } = shared.config.wire;
  return { ...executing(shared), ...(domainName === undefined ? {} : { ownName: domainName }) };
}

/** The AWS wire in a container. Errors: an Error that names what is missing, and its cure. */
export async function composeContainer(): Promise<HostedWirePorts & ContainerSettings> {
  const ports = await composeWire();
  const { wire } = readDeployment(shippedDirectory).config;
  if (ports.ownName === undefined) throw new Error('wire.domainName is not set. A container answers to a name of its own.');
  const bodyLimitBytes = wire.bodyMegabytes * 1024 * 1024;
  return { ...ports, ownName: ports.ownName, port: Number(required('COUNTERSIGN_PORT')), bodyLimitBytes };
}

type ContainerSettings = { readonly ownName: string; readonly port: number; readonly bodyLimitBytes: number };

/** Calls by JSON, and their explanations; it serves no other route. Errors: an Error that names what is missing, and its cure. */
export async function composeCalls(): Promise<
  ApiPorts & { readonly calls: McpPorts['calls'] & McpServers } & { readonly log: Log }
> {
  const { table, bodies, ...shared } = await composeMasking();
  const api = await apiPorts({ ...shared, table, bodies });
  const calls = executing(shared);
  // An explanation looks at tags as the call itself would.
  const checks = checking({ ...shared, table }, calls);
  return {
    ...api,
    checks,
    facts: calls.facts,
    calls: { ...calls, sessions: createTokenSessions({ ...api, hashKey: calls.hashKey }) },
  };
}

/** Agents over MCP. Errors: an Error that names what is missing, and its cure. */
export async function composeMcp(): Promise<McpPorts> {
  const { createProviderMetadata } = await import('#adapters/oidc/provider-metadata.ts');
  const ports = await composeCalls();
  const { productVersion } = readDeployment(shippedDirectory);
  const { servers, pins } = ports.calls;
  const [{ createSchemaCheck }, { createJsonQuery }] = await Promise.all([
    import('#adapters/schema/check-schema.ts'),
    import('#adapters/query/jmespath.ts'),
  ]);
  const tools = { checkSchema: createSchemaCheck(), query: createJsonQuery(), lists: new Map() };
  return { ...ports, servers, pins, productVersion, ...tools, providerMetadata: createProviderMetadata() };
}

/** What the deployment proves of itself; what it looks with is loaded with the first time that somebody asks. */
function checking({ config, table }: Pick<Shared, 'config' | 'table'>, { budget }: Pick<GatewayPorts, 'budget'>): ChecksPorts {
  const [bucket, region] = [required('COUNTERSIGN_BUCKET'), required('AWS_REGION')];
  const { objectLock: mode, retentionDays: days } = config.recording;
  return {
    budget,
    targets: [...config.connections, ...config.mcpConnections],
    probe: createRoleProbe({ region }),
    recordPlace: {
      look: async () => {
        const { createS3RecordPlace } = await import('#adapters/aws/s3-record-place.ts');
        return createS3RecordPlace(table, { bucket, region }).look();
      },
    },
    recordWanted: { place: 'bucket', ...(hasObjectLock() ? { lock: { mode, days } } : {}) },
  };
}

/** What makes calls: only functions whose role may assume those of spokes. */
function executing({
  config,
  mcpPins,
  secrets,
  productVersion,
  ...shared
}: Omit<Masking, 'table' | 'bodies'>): GatewayPorts & McpServers & Omit<WireFrontOptions, 'hosts'> {
  const upstream = meteredUpstream(createUpstream({ now: shared.now, maxReplyBytes }), { now: shared.now, meter });
  const roles = meteredRoles(
    createRoleAssumer({
      now: shared.now,
      region: required('AWS_REGION'),
      tellUtilization: (percent) => meter('SessionTokenUtilization', percent),
    }),
    meter,
  );
  const hashKey = currentKey(shared.keyring, 'recorded-hash');
  const references = createReferenceReader({ catalog: shared.catalog, roles, upstream, hashKey });
  const masker = maskerOf({ config, ...shared });
  const present = createPresentReader({ catalog: shared.catalog, roles, upstream, masker });
  const { approving } = shared;
  return {
    ...shared,
    ...createMcpServers({ ...shared, config, pins: mcpPins, secrets, version: productVersion }),
    ...(approving === undefined ? {} : { approving: { ...approving, references, present } }),
    hashKey,
    masker,
    facts: createFactReader({ upstream, assumer: roles, now: shared.now }),
    roles,
    upstream,
    refusals: createRefusalCounter(),
    ...noticesOf({ ...shared, config }),
  };
}

function maskerOf(shared: Pick<Masking, 'config' | 'keyring' | 'personKeys'>): GatewayPorts['masker'] {
  const { masking } = shared.config;
  const pseudonymKey = pseudonymKeyOf(shared.keyring, shared.personKeys);
  return createMasker({ ...masking, remote: remoteDetection(masking.remote), pseudonymKey });
}

/** Without the function nobody can be told, and a permit with @notify permits nothing. */
function noticesOf({ log: tell, config }: Pick<Shared, 'log' | 'config'>): Pick<GatewayPorts, 'notices'> {
  const functionArn = process.env.COUNTERSIGN_NOTIFY_FUNCTION_ARN;
  if (functionArn === undefined) return {};
  const region = required('AWS_REGION');
  const openClient = async () => new (await import('@aws-sdk/client-lambda')).LambdaClient({ region });
  const notices = createNotifyFunction({ openClient, functionArn, log: tell });
  return { notices: notedNotices(notices, createNoteMasking(config.masking)) };
}

/** The JSON API. Errors: an Error that names what is missing, and its cure. */
export async function composeApi(): Promise<ApiPorts & { readonly log: Log }> {
  return apiPorts(await composeMasking());
}

async function apiPorts({ table, bodies, config, ...shared }: Masking): Promise<ApiPorts & { readonly log: Log }> {
  const { createTokenVerifier, createDynamoDbSearch, createSealedReceipts, createS3RecordFiles } = await loadReading();
  return {
    ...shared,
    issuers: config.identity.issuers,
    personKey: config.identity.personKey,
    publicUrl: config.publicUrl,
    wireUrl: required('COUNTERSIGN_WIRE_URL').replace(/\/$/, ''),
    verifier: createTokenVerifier({ issuers: config.identity.issuers }),
    receipts: createSealedReceipts(
      table,
      createS3RecordFiles({ bucket: required('COUNTERSIGN_BUCKET'), region: required('AWS_REGION') }),
    ),
    search: createDynamoDbSearch({ table, bodies, hotDays: config.recording.hotDays, now: shared.now }),
    // Many processes record, each by its own clock, and an index is written after its table.
    settlingMilliseconds: 2000,
    ...(hasObjectLock() ? { holds: createDynamoDbHolds(table) } : {}),
    facts: noFacts,
    masker: maskerOf({ config, ...shared }),
  };
}

/** The functions of the approval's state machine that make no calls. Errors: an Error that names what is missing, and its cure. */
export async function composeNotify(): Promise<NotifyPorts> {
  return requireApproving(await composeShared());
}

/** The function that makes stored calls. Errors: an Error that names what is missing, and its cure. */
export async function composeExecute(): Promise<AdvancingPorts> {
  const { table: _table, bodies: _bodies, ...shared } = await composeMasking();
  const approving = requireApproving(shared);
  const ports = executing(shared);
  const calls = { ...ports, connections: shared.connections, approving: { ...approving, ...ports.approving } };
  return { ...approving, execute: (approval) => executeStored(approval, calls) };
}

/** The pages. Errors: an Error that names what is missing, and its cure. */
export async function composePages(): Promise<PagesPorts> {
  const { config, ...shared } = await composeShared();
  const { createTokenVerifier } = await loadReading();
  const source = {
    client: new SecretsManagerClient({ region: required('AWS_REGION') }),
    region: required('AWS_REGION'),
    now: shared.now,
  };
  return {
    ...shared,
    ...requireApproving(shared),
    issuers: config.identity.issuers,
    personKey: config.identity.personKey,
    publicUrl: config.publicUrl,
    verifier: createTokenVerifier({ issuers: config.identity.issuers }),
    signIns: createSignIns(config, source),
  };
}

function requireApproving({ approving }: Pick<Shared, 'approving'>): AwsApproving {
  if (approving === undefined) throw new Error('COUNTERSIGN_STATE_MACHINE_ARN is not set. The stack sets it: deploy it again.');
  return approving;
}

/** The sealer: it needs no policy, no catalog and no keyring. Errors: an Error that names what is missing, and its cure. */
export async function composeSeal(): Promise<SealPorts> {
  const [region, tenant, bucket] = [required('AWS_REGION'), required('COUNTERSIGN_ACCOUNT'), required('COUNTERSIGN_BUCKET')];
  const { config, productVersion } = readDeployment(shippedDirectory);
  const [now, newId] = [systemNow, createIdSource()];
  const { hotDays, webhooks } = config.recording;
  const table = openRecord();
  const recorder = createDynamoDbRecorder({ table, bodies: createS3Bodies({ bucket, region }), hotDays });
  const sealing = await loadSealing();
  const { createEventBridgeFeed, openKmsSigner, createS3LegalHolds, createS3RecordFiles, EventBridgeClient, KMSClient } = sealing;
  const bus = { client: new EventBridgeClient({ region }), name: required('COUNTERSIGN_EVENT_BUS') };
  const keyArn = required('COUNTERSIGN_SIGNING_KEY_ARN');
  const writer = createWriter({ recorder, now, newId, tenant, productVersion, log });
  return {
    ...{ table, hotDays, now, newId, log },
    files: createS3RecordFiles({ bucket, region }),
    signer: await openKmsSigner({ client: new KMSClient({ region }), keyArn }),
    writer: { ...writer, record: meteredRecord(writer.record, meter) },
    ...(hasObjectLock() ? { legalHolds: createS3LegalHolds({ bucket, region }) } : {}),
    openCalls: createOpenCalls(table),
    extraResources: createExtraResources(table, { hotDays }),
    feeds: [
      createEventBridgeFeed(bus),
      ...createStateWebhooks(webhooks, { client: new SecretsManagerClient({ region }), region, now }),
    ],
  };
}

/** Loaded by the functions of the API and its pages. */
async function loadReading() {
  const [verifier, search, receipts, files] = await Promise.all([
    import('#adapters/oidc/token-verifier.ts'),
    import('#adapters/aws/dynamodb-search.ts'),
    import('#adapters/aws/sealed-receipts.ts'),
    import('#adapters/aws/s3-record-files.ts'),
  ]);
  return { ...verifier, ...search, ...receipts, ...files };
}

/** Loaded by the sealer alone: what another function does not need, its cold start does not read. */
async function loadSealing() {
  const [events, kms, feed, signer, holds, files] = await Promise.all([
    import('@aws-sdk/client-eventbridge'),
    import('@aws-sdk/client-kms'),
    import('#adapters/aws/event-bridge.ts'),
    import('#adapters/aws/kms-signer.ts'),
    import('#adapters/aws/s3-legal-holds.ts'),
    import('#adapters/aws/s3-record-files.ts'),
  ]);
  const { EventBridgeClient } = events;
  const { KMSClient } = kms;
  return { EventBridgeClient, KMSClient, ...feed, ...signer, ...holds, ...files };
}

/** Only what makes calls may assume roles (threats 27); what is explained elsewhere says that tags are unknown. */
const noFacts: FactReader = {
  read: async (_connection, resources) => resources.map((resource) => ({ ...resource, tags: {}, tagsKnown: false })),
};

type Shared = Awaited<ReturnType<typeof composeShared>>;
type Masking = Awaited<ReturnType<typeof composeMasking>>;

/** What masks replies needs the keys that pseudonyms are made with. */
async function composeMasking() {
  const table = openRecord();
  const [shared, personKeys] = await Promise.all([composeShared(table), openDynamoDbPersonKeys({ table, now: systemNow, log })]);
  return { ...shared, personKeys };
}

function openRecord(): Table {
  return openTable({
    name: required('COUNTERSIGN_TABLE'),
    tenant: required('COUNTERSIGN_ACCOUNT'),
    region: required('AWS_REGION'),
  });
}

async function composeShared(table = openRecord()) {
  const [region, account] = [required('AWS_REGION'), required('COUNTERSIGN_ACCOUNT')];
  const secrets = new SecretsManagerClient({ region });
  const [keyring, shipped] = await Promise.all([
    readKeyring(secrets, required('COUNTERSIGN_KEYRING_ARN')),
    readShipped(shippedDirectory),
  ]);
  const { config, productVersion, mcpPins, policies, candidate, catalog } = shipped;
  refuseOwnAccount(config, account);
  const now = systemNow;
  const newId = createIdSource();
  const bodies = createS3Bodies({ bucket: required('COUNTERSIGN_BUCKET'), region });
  const recorder = createDynamoDbRecorder({ table, bodies, hotDays: config.recording.hotDays });
  const written = createWriter({ recorder, now, newId, tenant: account, productVersion, log });
  const writer = notedWriter(written, createNoteMasking(config.masking));
  const record = meteredRecord(writer.record, meter);
  const stateMachineArn = process.env.COUNTERSIGN_STATE_MACHINE_ARN;
  const once = { executions: createDynamoDbExecutions(table), doorbell: createDoorbell(systemSleep) };
  const asking = { now, newId, log, keyring, record, ...once };
  return {
    now,
    newId,
    log,
    keyring,
    catalog,
    config,
    productVersion,
    mcpPins,
    secrets,
    connections: config.connections,
    timeZone: config.timeZone,
    tenant: account,
    policies: () => policies,
    candidate: () => candidate,
    record,
    ...once,
    budget: createCallBudget(config.limits),
    joinSeconds: config.wire.holdSeconds,
    revocations: createDynamoDbRevocations({ table, now }),
    table,
    bodies,
    // A deployment without the machine refuses what needs an approval.
    ...(stateMachineArn === undefined ? {} : { approving: createApproving(asking, { table, config, region, stateMachineArn }) }),
  };
}

/** A bucket that may be destroyed has none. */
function hasObjectLock(): boolean {
  return process.env.COUNTERSIGN_OBJECT_LOCK === 'on';
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set. The stack sets it: deploy it again.`);
  return value;
}
