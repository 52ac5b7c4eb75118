/** Every operation of the installed SDK clients: its sample reply, parsed in clear and masked, must have the same members of the same types. */

import assert from 'node:assert/strict';
import { cbor, SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import type { Catalog } from '#core/catalog/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { Shape } from '#core/catalog/shape.ts';
import type { Header, HttpReply } from '#core/http.ts';
import { maskReply } from '#core/masking/mask-reply.ts';
import { bodyPieces } from './masking-operations.ts';
import { newContext, sampleValue } from './masking-sample.ts';
import type { Answering } from './masking-sdk-server.ts';

/** What an SDK client is, as far as this test goes. */
type Client = { readonly send: (command: unknown) => Promise<unknown>; readonly destroy: () => void };

type Sdk = Readonly<Record<string, unknown>>;

type Imported = {
  readonly service: string;
  readonly load: () => Promise<Sdk>;
  readonly client: string;
  /** No client speaks CBOR of its own accord. */
  readonly protocol?: unknown;
};

/** Of every protocol: AWS JSON, query, EC2, REST JSON, REST XML, CBOR. Loaded when their turn comes. */
export const sdks: readonly Imported[] = [
  { service: 'dynamodb', load: () => import('@aws-sdk/client-dynamodb'), client: 'DynamoDBClient' },
  { service: 'secretsmanager', load: () => import('@aws-sdk/client-secrets-manager'), client: 'SecretsManagerClient' },
  { service: 'ssm', load: () => import('@aws-sdk/client-ssm'), client: 'SSMClient' },
  { service: 'sts', load: () => import('@aws-sdk/client-sts'), client: 'STSClient' },
  { service: 'iam', load: () => import('@aws-sdk/client-iam'), client: 'IAMClient' },
  { service: 'ec2', load: () => import('@aws-sdk/client-ec2'), client: 'EC2Client' },
  { service: 'lambda', load: () => import('@aws-sdk/client-lambda'), client: 'LambdaClient' },
  { service: 'route53', load: () => import('@aws-sdk/client-route-53'), client: 'Route53Client' },
  {
    service: 'cloudwatch',
    load: () => import('@aws-sdk/client-cloudwatch'),
    client: 'CloudWatchClient',
    protocol: SmithyRpcV2CborProtocol,
  },
];

/** Further clients, for the long suite. */
export const furtherSdks: readonly Imported[] = [
  { service: 'apigateway', load: () => import('@aws-sdk/client-api-gateway'), client: 'APIGatewayClient' },
  { service: 'autoscaling', load: () => import('@aws-sdk/client-auto-scaling'), client: 'AutoScalingClient' },
  { service: 'cloudformation', load: () => import('@aws-sdk/client-cloudformation'), client: 'CloudFormationClient' },
  { service: 'cloudfront', load: () => import('@aws-sdk/client-cloudfront'), client: 'CloudFrontClient' },
  { service: 'ecs', load: () => import('@aws-sdk/client-ecs'), client: 'ECSClient' },
  { service: 'ecr', load: () => import('@aws-sdk/client-ecr'), client: 'ECRClient' },
  { service: 'events', load: () => import('@aws-sdk/client-eventbridge'), client: 'EventBridgeClient' },
  { service: 'glue', load: () => import('@aws-sdk/client-glue'), client: 'GlueClient' },
  { service: 'kms', load: () => import('@aws-sdk/client-kms'), client: 'KMSClient' },
  { service: 'organizations', load: () => import('@aws-sdk/client-organizations'), client: 'OrganizationsClient' },
  { service: 'rds', load: () => import('@aws-sdk/client-rds'), client: 'RDSClient' },
  { service: 'sesv2', load: () => import('@aws-sdk/client-sesv2'), client: 'SESv2Client' },
  { service: 'sns', load: () => import('@aws-sdk/client-sns'), client: 'SNSClient' },
];

export type SdkTally = { parsed: number; masked: number; byService: Record<string, number> };

export async function checkSdk(
  { service, load, client: clientName, protocol }: Imported,
  { catalog, upstream, every }: { readonly catalog: Catalog; readonly upstream: Answering; readonly every: number },
  tally: SdkTally,
): Promise<void> {
  const sdk = await load();
  const client = construct(sdk[clientName], {
    region: 'eu-west-1',
    endpoint: upstream.endpoint,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
    ...(protocol === undefined ? {} : { protocol }),
  }) as Client;
  const operations = [...(catalog.services.get(service)?.operations.values() ?? [])].filter(
    (operation, position) =>
      sdk[`${operation.name}Command`] !== undefined &&
      (operation.hasSensitiveOutput || position % (protocol === undefined ? every : 1) === 0),
  );
  for (const operation of operations) {
    const send = () => client.send(construct(sdk[`${operation.name}Command`], inputOf(catalog, operation)));
    const checked = await checkOperation(catalog, operation, { upstream, send });
    if (checked === 'not-sampled') continue;
    if (checked === 'masked') tally.masked += 1;
    tally.parsed += 1;
    tally.byService[service] = (tally.byService[service] ?? 0) + 1;
  }
  client.destroy();
}

/** Paths need their labels; clients check nothing else before they send. */
function inputOf(catalog: Catalog, operation: Operation): object {
  const input = catalog.shape(operation, 'input');
  if (input?.kind !== 'structure') return {};
  return Object.fromEntries([...input.members].flatMap(([name, { location }]) => (location === 'uri' ? [[name, 'x']] : [])));
}

async function checkOperation(
  catalog: Catalog,
  operation: Operation,
  { upstream, send }: { readonly upstream: Answering; readonly send: () => Promise<unknown> },
): Promise<'masked' | 'clear' | 'not-sampled'> {
  const sampled = sampledReply(catalog, operation);
  if (sampled === undefined) return 'not-sampled';

  upstream.answer(sampled.clear);
  const clear = await send();
  upstream.answer(sampled.masked);
  const seen = await send();

  assert.deepEqual(typesOf(seen), typesOf(clear), `${operation.service}:${operation.name}`);
  return sampled.masked === sampled.clear ? 'clear' : 'masked';
}

export type SampledReply = { readonly clear: HttpReply; readonly masked: HttpReply };

/** A reply of an operation in the protocol of its service, and what a client sees of it; `undefined` for payloads and event streams. */
export function sampledReply(catalog: Catalog, operation: Operation): SampledReply | undefined {
  const output = catalog.shape(operation, 'output');
  const [protocol] = catalog.services.get(operation.service)?.protocols ?? [];
  if (output?.kind !== 'structure' || protocol === undefined || !isSampled(output)) return undefined;
  const body = sampleBody(operation, protocol, output);
  const isCbor = protocol === 'cbor';
  const headers: readonly Header[] = isCbor
    ? [
        ['smithy-protocol', 'rpc-v2-cbor'],
        ['content-type', 'application/cbor'],
      ]
    : [];
  const clear: HttpReply = { status: 200, headers: [['content-length', String(body.length)], ...headers], body };
  return { clear, masked: maskReply(clear, { operation, protocol, output, secrets: [] }).client };
}

/** Payloads that are one blob or text, and event streams, have tests of their own. */
function isSampled(output: Shape & { kind: 'structure' }): boolean {
  const payload = output.payload === undefined ? undefined : output.members.get(output.payload)?.shape.kind;
  if (payload === 'blob' || payload === 'string') return false;
  return ![...output.members.values()].some(({ shape }) => shape.kind === 'event-stream');
}

function sampleBody(operation: Operation, protocol: Protocol, output: Shape & { kind: 'structure' }): Uint8Array {
  if (protocol === 'cbor') return cbor.serialize(sampleValue(newContext(), output, 'wire').value);
  const pieces = bodyPieces(operation, protocol, output);
  return Buffer.from(
    pieces
      .map(({ text }) => text)
      .join('')
      .trimStart(),
  );
}

/** A parsed value with its texts, numbers and dates replaced by their types. */
function typesOf(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : 'date';
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return value.map(typesOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '$metadata')
      .map(([key, item]) => [key.startsWith('[masked:') || key.startsWith('key-') ? '(key)' : key, typesOf(item)]),
  );
}

function construct(made: unknown, options: unknown): unknown {
  assert.ok(typeof made === 'function');
  return Reflect.construct(made, [options]);
}
