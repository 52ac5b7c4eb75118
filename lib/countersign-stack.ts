/** The hub: everything of the gateway in its own account, one concern a construct. */

import { join } from 'node:path';
import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '#config/config.ts';
import { Approvals } from './constructs/approvals.ts';
import { GatewayFunction, type GatewayFunctionUse } from './constructs/gateway-function.ts';
import { HttpApi, type HttpApiProps } from './constructs/http-api.ts';
import { Keys } from './constructs/keys.ts';
import { Observability } from './constructs/observability.ts';
import { RecordBucket } from './constructs/record-bucket.ts';
import { Sealing } from './constructs/sealing.ts';
import { Storage } from './constructs/storage.ts';
import { keepingOf } from './stage.ts';
import * as may from './statements.ts';
import { createWire, wireHost } from './wire-front.ts';

export type CountersignStackProps = StackProps & {
  readonly config: Config;
  /** Where `scripts/bundle.ts` laid one directory a function. */
  readonly bundleDirectory: string;
  /** Another text than at the last deploy ends every environment: what each reads once when it starts is read anew. */
  readonly restart?: string;
};

export class CountersignStack extends Stack {
  constructor(scope: Construct, id: string, { config, bundleDirectory, restart, ...props }: CountersignStackProps) {
    super(scope, id, props);
    const keeping = keepingOf(config);
    const { removalPolicy } = keeping;
    const api = new GatewayFunction(this, 'Api', {
      description: 'Countersign: the JSON API',
      bundleDirectory: join(bundleDirectory, 'api'),
      timeoutSeconds: 29,
      reservedConcurrency: keeping.isProtected ? config.concurrency.api : undefined,
      removalPolicy,
    });
    const wireProps = { config, bundleDirectory, keeping };
    const wire = wireHost(this, wireProps);
    const calls = new GatewayFunction(this, 'Calls', {
      description: 'Countersign: AWS calls by JSON',
      caller: 'Calls',
      bundleDirectory: join(bundleDirectory, 'calls'),
      timeoutSeconds: 29,
      reservedConcurrency: keeping.isProtected ? config.concurrency.calls : undefined,
      removalPolicy,
    });
    const mcp = new GatewayFunction(this, 'Mcp', {
      description: 'Countersign: agents over MCP',
      caller: 'Mcp',
      bundleDirectory: join(bundleDirectory, 'mcp'),
      timeoutSeconds: 29,
      reservedConcurrency: keeping.isProtected ? config.concurrency.mcp : undefined,
      removalPolicy,
    });
    const seal = new GatewayFunction(this, 'Seal', {
      description: 'Countersign: seals the record',
      bundleDirectory: join(bundleDirectory, 'seal'),
      timeoutSeconds: 300,
      reservedConcurrency: keeping.isProtected ? 5 : undefined,
      removalPolicy,
      memoryMegabytes: 1024,
    });
    const approvals = new Approvals(this, 'Approvals', { bundleDirectory, keeping });
    const readers = [api.role, wire.role, calls.role, mcp.role, ...approvals.roles];
    const users = [api.role, wire.role, calls.role, mcp.role, seal.role, approvals.executor];
    const { key, keyring } = new Keys(this, 'Keys', { keeping, readers });
    const { table } = new Storage(this, 'Storage', {
      ...{ keeping, key, users: [...readers, seal.role] },
      restored: config.recording.restoredTable,
    });
    const { bucket } = new RecordBucket(this, 'Record', { keeping, recording: config.recording, key, users });
    const sealing = new Sealing(this, 'Sealing', { keeping, sealer: seal.role });
    const started: Readonly<Record<string, string>> = restart === undefined ? {} : { COUNTERSIGN_RESTART: restart };
    const environment = {
      ...started,
      COUNTERSIGN_ACCOUNT: Aws.ACCOUNT_ID,
      COUNTERSIGN_TABLE: table.tableName,
      COUNTERSIGN_BUCKET: bucket.bucketName,
      COUNTERSIGN_KEYRING_ARN: keyring.secretArn,
    };
    const locked: Readonly<Record<string, string>> = keeping.isProtected ? { COUNTERSIGN_OBJECT_LOCK: 'on' } : {};
    const shared = [may.readKeyring(keyring), may.useKey(key, 'keyring'), may.useKey(key, 'table')];
    const calling = {
      statements: [
        may.putBodies(bucket),
        may.useKey(key, 'bodies'),
        ...may.assumeSpokeRoles(),
        ...may.askRemoteDetector(config.masking),
      ],
      accepted: [may.bodiesByHash, may.rolesOfSpokes, ...may.comprehendAtLarge(config.masking)],
    };
    const { pages, notify, close, execute } = approvals.create({ config, environment, shared, table, calling });
    const asking = { COUNTERSIGN_STATE_MACHINE_ARN: approvals.stateMachineArn };
    const askers = [...shared, ...may.askApprovals(table, approvals.stateMachineArn)];
    const callers = { ...environment, ...asking, COUNTERSIGN_NOTIFY_FUNCTION_ARN: notify.functionArn };
    const makingCalls = {
      statements: [
        ...askers,
        ...calling.statements,
        may.invoke([notify.functionArn]),
        may.getItems(table, ['session', 'unowned', 'revocation', 'execution', 'approval', 'task-token', 'person-keys']),
      ],
      accepted: calling.accepted,
    };
    const wireUse = {
      environment: callers,
      ...makingCalls,
      statements: [...makingCalls.statements, may.putItems(table, ['session', 'unowned', 'execution', 'person-keys'])],
    };
    const { url: wireUrl, ...wireFront } = createWire(wire, wireUse, wireProps);
    const byToken: GatewayFunctionUse = {
      environment: { ...callers, COUNTERSIGN_WIRE_URL: wireUrl },
      ...makingCalls,
      statements: [
        ...makingCalls.statements,
        may.putItems(table, ['session', 'unowned', 'execution', 'stored-call', 'person-keys']),
        // The session that a token opened before is found in the record.
        ...may.findSessions(table, ['by-principal']),
      ],
    };
    const callsFunction = calls.create({
      environment: { ...byToken.environment, ...locked },
      statements: [...byToken.statements, ...may.lookAtRecord(table, bucket), may.useKey(key, 'reading')],
      accepted: [...calling.accepted, may.checkpointsByNumber],
    });
    const mcpFunction = mcp.create({
      ...byToken,
      // Over MCP a client comes back for the answer of its stored call.
      statements: [...byToken.statements, may.findStoredCalls(table), ...may.readMcpSecrets(config)],
    });
    const apiFunction = api.create({
      environment: { ...environment, ...asking, ...locked, COUNTERSIGN_WIRE_URL: wireUrl },
      statements: [
        ...askers,
        // Whoever asked may have the approvers reminded.
        ...may.tellPeople(config.notify),
        may.putItems(table, ['session', 'unowned', 'revocation', 'stored-call', 'person-keys', 'hold']),
        may.getItems(table, [
          'session',
          'unowned',
          'revocation',
          'approval',
          'task-token',
          'execution',
          'stored-call',
          'person-keys',
          'hold',
        ]),
        ...may.searchItems(table, ['by-principal', 'by-day', 'by-operation', 'by-resource']),
        may.readCheckpoints(table),
        may.getRecord(bucket),
        may.useKey(key, 'reading'),
      ],
      accepted: may.recordByName,
    });
    const sealFunction = seal.create({
      environment: {
        ...started,
        COUNTERSIGN_ACCOUNT: Aws.ACCOUNT_ID,
        COUNTERSIGN_TABLE: table.tableName,
        COUNTERSIGN_BUCKET: bucket.bucketName,
        COUNTERSIGN_SIGNING_KEY_ARN: sealing.signingKey.keyArn,
        COUNTERSIGN_EVENT_BUS: sealing.bus.eventBusName,
        ...locked,
      },
      statements: [
        ...may.sealItems(table),
        may.useKey(key, 'table'),
        may.putSealed(bucket),
        ...(keeping.isProtected ? may.keepHeld({ table, bucket }) : []),
        may.useKey(key, 'bodies'),
        may.useKey(key, 'reading'),
        may.sign(sealing.signingKey),
        may.putStateChanges(sealing.bus),
        ...may.readSecrets(config.recording.webhooks.flatMap(({ secretArn }) => secretArn ?? [])),
        may.sendTo(sealing.deadLetters),
      ],
      accepted: [may.streamsOfAccount, ...may.sealedByNumber, ...(keeping.isProtected ? [may.bodiesByHash] : [])],
    });
    sealing.wake(sealFunction, table);
    const front = new HttpApi(this, 'HttpApi', {
      handler: apiFunction,
      callsHandler: callsFunction,
      pages,
      mcp: mcpFunction,
      issuers: config.identity.issuers,
      name: publicName(config),
      removalPolicy,
    });
    const ofWire = wireFront.handler === undefined ? {} : { Wire: wireFront.handler };
    const gateway = { ...ofWire, Calls: callsFunction, Mcp: mcpFunction, Api: apiFunction, Seal: sealFunction };
    const { topic } = new Observability(this, 'Observability', {
      functions: { ...gateway, Pages: pages, Notify: notify, Close: close, Execute: execute },
      sealer: sealFunction,
      deadLetters: sealing.deadLetters,
      stateMachineArn: approvals.stateMachineArn,
      api: front.api,
      ...(wireFront.metrics === undefined ? {} : { wire: wireFront.metrics }),
    });
    const stores = { TableName: table.tableName, BucketName: bucket.bucketName };
    this.tell({
      ApiUrl: front.target === undefined ? front.api.apiEndpoint : config.publicUrl,
      WireUrl: wireUrl,
      ...stores,
      AlarmTopicArn: topic.topicArn,
    });
    if (wireFront.target !== undefined) this.tell({ WireTarget: wireFront.target });
    if (front.target !== undefined) this.tell({ ApiTarget: front.target });
  }

  private tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

function publicName({ publicUrl, publicCertificateArn: certificateArn }: Config): HttpApiProps['name'] {
  return certificateArn === undefined ? undefined : { domainName: new URL(publicUrl).hostname, certificateArn };
}
