/** The clients of the AWS SDK for JavaScript v3 as an oracle that always runs: what they write and read, beside what ours does. */

import { globSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { HttpResponse, type HttpRequest as SdkRequest } from '@smithy/core/protocols';
import { canonicalJson } from '#core/canonical.ts';
import type { Catalog } from '#core/catalog/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Protocol, Service } from '#core/catalog/service.ts';
import type { Shape } from '#core/catalog/shape.ts';
import type { Header, HttpReply, HttpRequest } from '#core/http.ts';
import type { Json, Parameters } from '#core/model.ts';
import { isChecksumMember } from '#core/protocols/aws/codec/checksums.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';
import { decodeReply } from '#core/protocols/aws/codec/decode-reply.ts';
import { encodeParameters } from '#core/protocols/aws/codec/encode.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';
import { sampleParameters, seededRandom } from './parameter-sample.ts';
import { sampleReply } from './reply-sample.ts';
import { difference } from './same-request.ts';
import { fromSdk, toSdk } from './sdk-values.ts';

/** What a client sent last, and what it is answered. */
type Exchange = { sent: SdkRequest | undefined; reply: HttpReply };

type Client = { readonly send: (command: unknown) => Promise<unknown>; readonly destroy: () => void };
type Module = Readonly<Record<string, unknown>>;

export type SdkTally = {
  operations: number;
  identified: number;
  decoded: number;
  encoded: number;
  replies: number;
  readonly misses: string[];
};

/** Catalog ids whose client package bears another name. */
const packageNames: Readonly<Record<string, string>> = {
  apigateway: 'api-gateway',
  autoscaling: 'auto-scaling',
  events: 'eventbridge',
  logs: 'cloudwatch-logs',
  route53: 'route-53',
  secretsmanager: 'secrets-manager',
  stepfunctions: 'sfn',
};

export type InstalledClient = { readonly service: Service; readonly module: Module; readonly className: string };

/** The clients that are installed, with the services of the catalog that they are for. */
export async function installedClients(catalog: Catalog): Promise<readonly InstalledClient[]> {
  const folder = fileURLToPath(new URL('../../node_modules/@aws-sdk/', import.meta.url));
  const names = globSync('client-*/package.json', { cwd: folder }).map((file) => file.split(/[\\/]/)[0] ?? '');
  const found = [...catalog.services.values()].flatMap((service) => {
    const name = `client-${packageNames[service.id] ?? service.id}`;
    return names.includes(name) ? [{ service, name: `@aws-sdk/${name}` }] : [];
  });
  return Promise.all(
    found.map(async ({ service, name }) => {
      const module: Module = await import(name);
      const className = Object.keys(module).find((key) => /^(?!__)[A-Z]\w*Client$/.test(key)) ?? '';
      return { service, module, className };
    }),
  );
}

/** Misses that are the client's own doing, by service and operation, and of what they are. */
const explained: readonly (readonly [what: RegExp, because: string])[] = [
  [/^apigateway:GetSdkTypes .* reply/, 'the client has no position in it'],
  [
    /^elasticache:\S+ \(query\) reply [\s\S]*PendingModifiedValues/,
    'the client reads the pending log deliveries under another name',
  ],
  [/^route53:\S+ \(rest-xml\) reply [\s\S]*"MaxItems":"NaN"/, 'the client takes a text for a number'],
  [/^s3:DeleteObjects [\s\S]*LastModifiedTime/, 'the client drops the parts of a second'],
  [/^s3:(?:GetObject|HeadObject) .* reply: Invalid RFC7231/, 'the client takes the text of Expires for a date'],
  [/^s3:ListDirectoryBuckets was not identified/, 'it is reached and signed otherwise (S3 Express)'],
  [/^s3:ListParts .* reply/, 'the client takes a number for a text'],
  [/^s3:PutBucketNotification(?:Configuration)? /, 'the deprecated Event and its successor Events are one element on the wire'],
  [/^s3:PutObjectAcl [\s\S]*(?:xsi:type|"Type")/, 'the client writes line ends into an attribute, where they read as spaces'],
  [/^s3:WriteGetObjectResponse was not identified/, 'it is reached and signed otherwise (Object Lambda)'],
  [/^sesv2:\S+ was not identified/, 'the client is of a newer model than the catalog: its path is refused at run time'],
  [
    /^sqs:(?:Receive|Send)Message .* reply: Invalid/,
    'the client holds checksums against the messages, and a sample has none that fit',
  ],
];

/** What nobody has explained: none may be left. */
export function unexplained(tallies: ReadonlyMap<string, SdkTally>): readonly string[] {
  return [...tallies.values()].flatMap(({ misses }) => misses.filter((miss) => !explained.some(([what]) => what.test(miss))));
}

/** A client whose requests go nowhere: they are kept, and answered by `reply`. */
function recorded({ module, className }: InstalledClient) {
  const state: Exchange = { sent: undefined, reply: { status: 200, headers: [], body: new Uint8Array() } };
  const handle = async (request: SdkRequest) => {
    state.sent = request;
    const { status, headers, body } = state.reply;
    const bytes = Readable.from([Buffer.from(body)]);
    return { response: new HttpResponse({ statusCode: status, headers: Object.fromEntries(headers), body: bytes }) };
  };
  const Class = module[className] as new (options: unknown) => Client;
  const client = new Class({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' },
    maxAttempts: 1,
    forcePathStyle: true,
    disableHostPrefix: true,
    requestHandler: { handle },
    logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  return { client, state };
}

export type Comparing = {
  readonly catalog: Catalog;
  readonly seed: number;
  /** Every so many operations. */
  readonly step: number;
};

/** By protocol, over the operations that the client has. */
export async function compareClient(
  installed: InstalledClient,
  comparing: Comparing,
  tallies: Map<string, SdkTally>,
): Promise<void> {
  const { service, module } = installed;
  const { client, state } = recorded(installed);
  for (const [index, operation] of [...service.operations.values()].entries()) {
    const Command = module[`${operation.name}Command`] as (new (input: unknown) => unknown) | undefined;
    if (Command === undefined || operation.hasEventStream || operation.auth !== 'sigv4') continue;
    if ((index + comparing.seed) % comparing.step !== 0) continue;
    const send = async (input: unknown) => client.send(new Command(input));
    await compareOne(
      { operation, service, send, state, seed: comparing.seed * 1009 + index, catalog: comparing.catalog },
      tallies,
    );
  }
  client.destroy();
}

type One = {
  readonly catalog: Catalog;
  readonly service: Service;
  readonly operation: Operation;
  readonly send: (input: unknown) => Promise<unknown>;
  readonly state: Exchange;
  readonly seed: number;
};

const none: Shape = { kind: 'structure', sensitive: false, members: new Map(), union: false };

async function compareOne(one: One, tallies: Map<string, SdkTally>): Promise<void> {
  const { catalog, operation, service, state } = one;
  const input = catalog.shape(operation, 'input') ?? none;
  const given = sampleFor(one, input);
  state.sent = undefined;
  state.reply = { status: 500, headers: [], body: new Uint8Array() };
  const failure = await one.send(toSdk(input, given)).then(
    () => undefined,
    (error: unknown) => error,
  );
  const id = `${service.id}:${operation.name}`;
  const sent = state.sent === undefined ? undefined : received(state.sent);
  const protocol = sent === undefined ? service.protocols[0] : identifiedAs(sent, one);
  const tally = tallyOf(tallies, protocol ?? 'unidentified');
  tally.operations += 1;
  if (sent === undefined) return void tally.misses.push(`${id} was not written: ${String(failure)}`);
  if (protocol === undefined)
    return void tally.misses.push(`${id} was not identified: ${sent.method} ${sent.path}?${sent.query}`);
  tally.identified += 1;
  compareRequest(sent, given, { ...one, id, input, protocol }, tally);
  await compareReply({ ...one, id, protocol, given, input }, tally);
}

type Named = One & { readonly id: string; readonly input: Shape; readonly protocol: Protocol };

function compareRequest(sent: HttpRequest, given: Parameters, named: Named, tally: SdkTally): void {
  const { service, operation, input, protocol, id } = named;
  const as = { protocol, operation, service, input };
  const payload = input.kind === 'structure' ? input.members.get(input.payload ?? '') : undefined;
  const isPassed = payload?.shape.kind === 'blob';
  try {
    const read = canonicalJson(comparable(decodeParameters(sent, as), named));
    const expected = canonicalJson(comparable(given, named));
    if (read === expected) tally.decoded += 1;
    else tally.misses.push(`${id} (${protocol}) decoded otherwise\n  expected ${expected}\n  decoded  ${read}`);
    const tokens = tokensOf(decodeParameters(sent, as), input);
    const ours = encodeParameters({ ...given, ...tokens }, isPassed ? { ...as, payload: sent.body } : as);
    const differs = difference(withoutTransport(ours), withoutTransport(sent), protocol);
    if (differs === undefined) tally.encoded += 1;
    else tally.misses.push(`${id} (${protocol}) encoded otherwise: ${differs}`);
  } catch (error) {
    tally.misses.push(`${id} (${protocol}) ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What the client adds by itself, and what only the bytes of a body tell. */
function comparable(parameters: Parameters, { input, operation }: Named): Parameters {
  if (input.kind !== 'structure') return parameters;
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => {
      const member = input.members.get(name);
      if (member === undefined || member.isIdempotencyToken || name === operation.checksumMember) return false;
      if (input.payload === name && member.shape.kind === 'blob') return false;
      return !isChecksumMember(name, member, operation) && !/^content-(?:length|md5)$/i.test(member.wireName ?? '');
    }),
  );
}

function tokensOf(parameters: Parameters, input: Shape): Parameters {
  const names = input.kind === 'structure' ? [...input.members].filter(([, member]) => member.isIdempotencyToken) : [];
  return Object.fromEntries(names.flatMap(([name]) => (parameters[name] === undefined ? [] : [[name, parameters[name]]])));
}

const ofTransport =
  /^(?:host|authorization|x-amz-(?:date|content-sha256|user-agent|sdk-checksum-algorithm|checksum-.*|decoded-content-length|trailer)|amz-sdk-.*|user-agent|content-(?:type|encoding)|expect|smithy-protocol|accept|x-amzn-query-mode)$/i;

/** CloudTrail answers to two prefixes of its operations, REST to a path with a slash behind it, and items of a header to a space before them. */
function withoutTransport(request: HttpRequest): HttpRequest {
  const headers = request.headers.filter(([name]) => !ofTransport.test(name));
  return {
    ...request,
    path: request.path.replace(/\/$/, ''),
    headers: headers.map(([name, value]) => [
      name,
      value.replace(/^com\.amazonaws\.cloudtrail\.v20131101\./, '').replaceAll(', ', ','),
    ]),
  };
}

async function compareReply(
  { catalog, operation, protocol, seed, send, state, id, given, input }: Named & { given: Parameters },
  tally: SdkTally,
) {
  const output = catalog.shape(operation, 'output') ?? none;
  const sampled = sampleReply(operation, output, { protocol, seed });
  if (sampled === undefined) return;
  state.reply = withProtocol(sampled.reply, protocol);
  try {
    const theirs = canonicalJson(withoutEmpty(await fromSdk(output, await send(toSdk(input, given)))));
    const read = decodeReply(sampled.reply, { protocol, operation, output, maxPayloadBytes: 1_000_000 });
    const ours = canonicalJson(withoutEmpty(read.outcome === 'response' ? read.response : {}));
    if (ours === theirs) tally.replies += 1;
    else tally.misses.push(`${id} (${protocol}) reply read otherwise\n  ours   ${ours}\n  theirs ${theirs}`);
  } catch (error) {
    tally.misses.push(`${id} (${protocol}) reply: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function withProtocol(reply: HttpReply, protocol: Protocol): HttpReply {
  return protocol === 'cbor' ? { ...reply, headers: [...reply.headers, ['smithy-protocol', 'rpc-v2-cbor']] } : reply;
}

/** Clients give an empty list where a reply has none, and the other way round; to them every number is a double. */
function withoutEmpty(value: Json): Json {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'string' && /^-?\d{16,19}$/.test(value)) return String(Number(value));
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value)
    .map(([name, item]) => [name, withoutEmpty(item)] as const)
    .filter(([, item]) => item !== null && item !== '' && !(typeof item === 'object' && Object.keys(item).length === 0));
  return Object.fromEntries(kept);
}

function sampleFor({ operation, service, seed }: One, input: Shape): Parameters {
  const protocol = service.protocols[0];
  const hasEmpty = protocol === 'json' || protocol === 'cbor';
  const sampled = sampleParameters(input, { random: seededRandom(seed), hasEmpty });
  const payload = input.kind === 'structure' ? input.payload : undefined;
  const isBlob = input.kind === 'structure' && input.members.get(payload ?? '')?.shape.kind === 'blob';
  const algorithm = operation.checksumMember;
  // S3's client makes the digests of a customer's key by itself, and takes names of buckets alone; an endpoint's id asks for SigV4a.
  const kept = Object.entries(sampled).filter(([name]) => name !== algorithm && !/SSECustomerKey|^EndpointId$/.test(name));
  const bucket = service.id === 's3' && sampled.Bucket !== undefined ? { Bucket: 'demo-bucket' } : {};
  return {
    ...Object.fromEntries(kept),
    ...bucket,
    ...(isBlob ? { [payload ?? '']: Buffer.from('the payload').toString('base64') } : {}),
  };
}

function identifiedAs(request: HttpRequest, { service, operation, catalog }: One): Protocol | undefined {
  try {
    const { protocol, candidates } = identify(request, service.signingName, catalog);
    return candidates.some(({ name, service: id }) => name === operation.name && id === service.id) ? protocol : undefined;
  } catch {
    return undefined;
  }
}

function received({ method, path, query, headers, body }: SdkRequest): HttpRequest {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) => [value].flat().map((each) => [name, each ?? ''] as const));
  const text = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  const all: readonly Header[] = Object.entries(headers);
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : Buffer.alloc(0);
  return { method, path, query: text, headers: all, body: new Uint8Array(bytes) };
}

function tallyOf(tallies: Map<string, SdkTally>, protocol: string): SdkTally {
  const tally = tallies.get(protocol) ?? { operations: 0, identified: 0, decoded: 0, encoded: 0, replies: 0, misses: [] };
  tallies.set(protocol, tally);
  return tally;
}

export function summary(tallies: ReadonlyMap<string, SdkTally>): string {
  return [...tallies]
    .map(
      ([protocol, { operations, identified, decoded, encoded, replies }]) =>
        `${protocol}: ${operations} operations, ${identified} identified, ${decoded} decoded equal, ${encoded} encoded equal, ${replies} replies read equal`,
    )
    .sort()
    .join('\n');
}
