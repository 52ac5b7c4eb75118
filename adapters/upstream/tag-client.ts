/** Sends one read of tags upstream, in the ec2 or the JSON protocol, and reads its answer strictly. */

import type { Header } from '#core/http.ts';
import type { AwsCredentials, Connection, Json, Resource } from '#core/model.ts';
import type { Upstream } from '#core/ports.ts';

export type Tags = Readonly<Record<string, string>>;

/** Tags by ARN. A resource whose tags could not be read is left out. */
export type TagReader = (client: TagClient, resources: readonly Resource[]) => Promise<ReadonlyMap<string, Tags>>;

export type JsonObject = { readonly [name: string]: Json };

/** Both throw for every answer but 200, with AWS's code as the message where the answer has one. */
export type TagClient = {
  readonly form: (fields: Readonly<Record<string, string>>) => Promise<string>;
  readonly json: (target: string, version: '1.0' | '1.1', parameters: JsonObject) => Promise<JsonObject>;
};

export type TagClientOptions = {
  readonly upstream: Upstream;
  readonly credentials: AwsCredentials;
  readonly connection: Connection;
  readonly service: string;
  readonly region: string;
  readonly host: string;
};

export function createTagClient(options: TagClientOptions): TagClient {
  return {
    form: (fields) =>
      post(
        options,
        [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']],
        new URLSearchParams(fields).toString(),
      ),
    json: async (target, version, parameters) => {
      const headers: readonly Header[] = [
        ['content-type', `application/x-amz-json-${version}`],
        ['x-amz-target', target],
      ];
      return objectOf(JSON.parse(await post(options, headers, JSON.stringify(parameters))));
    },
  };
}

async function post(options: TagClientOptions, headers: readonly Header[], text: string): Promise<string> {
  const { upstream, credentials, connection, service, region, host } = options;
  const where = { connection, service, signingName: service, signingRegion: region, host, path: '/', query: '' };
  const reply = await upstream.send({ ...where, method: 'POST', headers, body: Buffer.from(text) }, credentials);
  const answer = new TextDecoder('utf-8', { fatal: true }).decode(reply.body);
  if (reply.status !== 200) throw new Error(/"__type" ?: ?"(?:[^"#]*#)?(\w+)"/.exec(answer)?.[1] ?? `status ${reply.status}`);
  return answer;
}

export function objectOf(value: Json | undefined): JsonObject {
  if (typeof value === 'object' && value !== null && !isList(value)) return value;
  throw new TypeError('not an object');
}

/** `[{Key, Value}, …]` → tags; anything else throws. */
export function tagsOf(value: Json | undefined): Tags {
  if (value === undefined || !isList(value)) throw new TypeError('not a list of tags');
  return Object.fromEntries(value.map((tag) => [textOf(objectOf(tag).Key), textOf(objectOf(tag).Value)]));
}

export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError('not a text');
}

/** Reads one resource after the other's request is under way; one that fails is left out. */
export async function readEach(
  resources: readonly Resource[],
  read: (resource: Resource) => Promise<Tags>,
): Promise<ReadonlyMap<string, Tags>> {
  const results = await Promise.allSettled(resources.map(async (resource) => [resource.arn, await read(resource)] as const));
  return new Map(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
