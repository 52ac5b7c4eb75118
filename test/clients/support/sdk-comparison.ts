/** Calls every operation of an SDK client twice, straight at an upstream and through the gateway: request and parsed answer must be the same. */

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import { type HttpReply, type HttpRequest, headerValue } from '#core/http.ts';
import type { Parameters } from '#core/model.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';
import { readScope } from '#core/protocols/aws/signature/authorization.ts';
import { sampleReply } from '#test/differential/reply-sample.ts';
import { type Capture, startCapture } from '#test/vectors/capture.ts';
import type { SdkCredentials } from './gateway.ts';
import { sdkInput } from './sdk-input.ts';
import type { SdkPackage } from './sdk-packages.ts';

const catalog = readCatalog();

/** What an SDK client is, as far as this goes. */
type Client = { readonly send: (command: unknown) => Promise<unknown>; readonly destroy: () => void };

type Script = { readonly operation: Operation; readonly reply: HttpReply };

export type Upstream = Capture & {
  /** Answers this operation with this reply from now on, and forgets what came before. */
  readonly play: (script: Script) => void;
  /** The requests for it since, with their parameters. */
  readonly played: () => readonly { readonly request: HttpRequest; readonly parameters: Parameters }[];
};

/** It speaks the protocol of each request, and gives the gateway the role that it asks for. */
export async function startUpstream(): Promise<Upstream> {
  let script: Script | undefined;
  let played: { readonly request: HttpRequest; readonly parameters: Parameters }[] = [];
  const answered = (request: HttpRequest): HttpReply => {
    const { protocol, candidates, request: own } = identify(request, readScope(request).service, catalog);
    const operation = candidates.find((each) => each === script?.operation);
    if (operation === undefined || script === undefined) return assumedRole;
    const service = catalog.services.get(operation.service);
    assert.ok(service);
    const input = catalog.shape(operation, 'input');
    played.push({ request, parameters: decodeParameters(own, { protocol, operation, service, input }) });
    return script.reply;
  };
  const capture = await startCapture((request) => {
    try {
      return answered(request);
    } catch (error) {
      return { status: 418, headers: [], body: Buffer.from(String(error)) };
    }
  });
  const play = (next: Script) => {
    script = next;
    played = [];
  };
  return { ...capture, play, played: () => played };
}

const assumedRole: HttpReply = {
  status: 200,
  headers: [],
  body: Buffer.from(
    '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIATEST</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>',
  ),
};

export type Comparison = {
  readonly compared: number;
  readonly masked: number;
  /** What the client does not take from the upstream itself: the sample is none of its service's answers. */
  readonly unusable: readonly string[];
  readonly differences: readonly string[];
};

export type Between = { readonly upstream: Upstream; readonly wireUrl: string; readonly issued: SdkCredentials };

/** What the gateway sends that the client did not, or not so: the bucket's owner (threats), and a URL that the SDK signs anew for each call. */
const ownParameters = ['ExpectedBucketOwner', 'ExpectedSourceBucketOwner', 'PresignedUrl', 'PreSignedUrl'];

/** Of every `step`-th operation. */
export async function compareSdk(sdk: SdkPackage, between: Between, step: number): Promise<Comparison> {
  const module = await sdk.load();
  const client = (endpoint: string, credentials: object) =>
    construct(module[sdk.client], { ...shared, ...sdk.options, endpoint, credentials }) as Client;
  const direct = client(between.upstream.endpoint, { accessKeyId: 'AKIATEST', secretAccessKey: 'test' });
  const governed = client(`${between.wireUrl}${sdk.prefix ?? ''}`, between.issued);
  let [compared, masked] = [0, 0];
  const unusable: string[] = [];
  const differences: string[] = [];
  for (const [operation, reply] of trials(sdk, module, step)) {
    between.upstream.play({ operation, reply });
    const command = () => construct(module[`${operation.name}Command`], sdkInput(catalog.shape(operation, 'input')));
    const one = await outcome(direct, command());
    if (isFailure(one)) {
      unusable.push(operation.name);
      continue;
    }
    const other = await outcome(governed, command());
    const found = differenceOf(one, other) ?? requestDifference(between.upstream);
    if (found !== undefined) differences.push(`${operation.service}:${operation.name} (${sdk.protocol}): ${found}`);
    compared += 1;
    if (inspect(other, { depth: 50 }).includes('[masked:')) masked += 1;
  }
  direct.destroy();
  governed.destroy();
  return { compared, masked, unusable, differences };
}

const shared = { region: 'eu-west-1', maxAttempts: 1, forcePathStyle: true, disableHostPrefix: true };

function trials(
  sdk: SdkPackage,
  module: Readonly<Record<string, unknown>>,
  step: number,
): readonly (readonly [Operation, HttpReply])[] {
  const operations = [...(catalog.services.get(sdk.service)?.operations.values() ?? [])].filter(
    ({ name, service }) => module[`${name}Command`] !== undefined && !(service === 'sts' && name.startsWith('AssumeRole')),
  );
  return operations.flatMap((operation, index) => {
    if (index % step !== 0) return [];
    const sampled = sampleReply(operation, catalog.shape(operation, 'output'), { protocol: sdk.protocol, seed: index + 1 });
    if (sampled === undefined) return [];
    const { headers, ...reply } = sampled.reply;
    return [[operation, { ...reply, headers: [...headers, ['content-length', String(reply.body.length)]] }] as const];
  });
}

/** What the client's user gets: the parsed answer with its body read, or the error's name and message. */
async function outcome(client: Client, command: unknown): Promise<unknown> {
  try {
    return await settled(await client.send(command));
  } catch (error) {
    return { failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

function isFailure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'failure' in value;
}

async function settled(value: unknown): Promise<unknown> {
  if (value instanceof Date || value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  const { transformToString: read } = value as { readonly transformToString?: () => Promise<string> };
  if (typeof read === 'function') return read.call(value);
  if (Array.isArray(value)) return Promise.all(value.map(settled));
  const entries = Object.entries(value).filter(([name]) => name !== '$metadata');
  return Object.fromEntries(await Promise.all(entries.map(async ([name, item]) => [name, await settled(item)] as const)));
}

function differenceOf(one: unknown, other: unknown, place = ''): string | undefined {
  if (isMasked(other) || isMaskedInKind(one, other)) return undefined;
  if (!isTree(one) || !isTree(other)) {
    return isEqual(one, other) ? undefined : `${place}: ${shown(one)} became ${shown(other)}`;
  }
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const name of names) {
    if (isOwnAddress(Reflect.get(other, name))) continue;
    const found = differenceOf(Reflect.get(one, name), Reflect.get(other, name), `${place}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isMasked(value: unknown): boolean {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString() : String(value);
  // User data is text in base64, and masked as such.
  return text.includes('[masked:') || Buffer.from(text, 'base64').toString().startsWith('[masked:');
}

/** Where S3 says that an object is: here it is at the gateway. */
function isOwnAddress(value: unknown): boolean {
  return typeof value === 'string' && /^http:\/\/127\.0\.0\.1:\d+\//.test(value);
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array);
}

function isEqual(one: unknown, other: unknown): boolean {
  if (one instanceof Date && other instanceof Date) return Object.is(one.getTime(), other.getTime());
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.from(one).equals(other);
  return Object.is(one, other);
}

function shown(value: unknown): string {
  return inspect(value, { depth: 5 }).slice(0, 300);
}

/** The upstream got the same call both times. */
function requestDifference({ played }: Upstream): string | undefined {
  const [one, other, ...more] = played();
  if (one === undefined) return 'the client sent nothing';
  if (other === undefined || more.length > 0) return `${played().length} requests came`;
  const meant = ({ request, parameters }: typeof one) => ({
    parameters: Object.fromEntries(Object.entries(parameters).filter(([name]) => !ownParameters.includes(name))),
    method: request.method,
    path: request.path,
    operation: headerValue(request.headers, 'x-amz-target')?.split('.').at(-1),
  });
  return differenceOf(meant(one), meant(other), 'request');
}

function construct(made: unknown, options: unknown): unknown {
  assert.ok(typeof made === 'function');
  return Reflect.construct(made, [options]);
}

/** What is masked keeps its kind: a number is 0, a flag false, a time the beginning of its day. */
function isMaskedInKind(one: unknown, other: unknown): boolean {
  if (one instanceof Date && other instanceof Date) return other.getTime() % 86_400_000 === 0;
  return (other === 0 && typeof one === 'number') || (other === false && one === true);
}
