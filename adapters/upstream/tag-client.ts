/** Sends one read of tags upstream, as a form, as JSON or as a GET, and reads its answer strictly. */

import type { Header } from '#core/http.ts';
import type { AwsCredentials, Connection, Json, Resource } from '#core/model.ts';
import type { Upstream } from '#core/ports.ts';

export type Tags = Readonly<Record<string, string>>;

/** Tags by ARN. A resource whose tags could not be read is left out. */
export type TagReader = (client: TagClient, resources: readonly Resource[]) => Promise<ReadonlyMap<string, Tags>>;

export type JsonObject = { readonly [name: string]: Json };

/** All throw for every answer but 200, with AWS's code as the message where the answer has one. */
export type TagClient = {
  readonly form: (fields: Readonly<Record<string, string>>) => Promise<string>;
  readonly json: (target: string, version: '1.0' | '1.1', parameters: JsonObject) => Promise<JsonObject>;
  /** `path` is sent as it stands. */
  readonly get: (path: string, query?: string) => Promise<string>;
  readonly post: (path: string, parameters: JsonObject) => Promise<JsonObject>;
  /** Where the client sends: names of AWS's own, such as a queue's URL, are built of it. */
  readonly place: { readonly region: string; readonly suffix: string };
};

export type TagClientOptions = {
  readonly upstream: Upstream;
  readonly credentials: AwsCredentials;
  readonly connection: Connection;
  readonly service: string;
  readonly signingName: string;
  readonly region: string;
  readonly suffix: string;
  readonly host: string;
};

export function createTagClient(options: TagClientOptions): TagClient {
  const { region, suffix } = options;
  return {
    place: { region, suffix },
    form: (fields) =>
      send(options, {
        headers: [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']],
        body: new URLSearchParams(fields).toString(),
      }),
    json: async (target, version, parameters) => {
      const headers: readonly Header[] = [
        ['content-type', `application/x-amz-json-${version}`],
        ['x-amz-target', target],
      ];
      return objectOf(JSON.parse(await send(options, { headers, body: JSON.stringify(parameters) })));
    },
    get: (path, query = '') => send(options, { method: 'GET', path, query, headers: ownerHeaders(options), body: '' }),
    post: async (path, parameters) => {
      const headers: readonly Header[] = [['content-type', 'application/json']];
      return objectOf(JSON.parse(await send(options, { path, headers, body: JSON.stringify(parameters) })));
    },
  };
}

/** S3 finds a bucket by its name alone: one that is another account's is refused (threats 10). */
function ownerHeaders({ service, connection }: TagClientOptions): readonly Header[] {
  return service === 's3' ? [['x-amz-expected-bucket-owner', connection.account]] : [];
}

type Sending = {
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly query?: string;
  readonly headers: readonly Header[];
  readonly body: string;
};

async function send(
  options: TagClientOptions,
  { method = 'POST', path = '/', query = '', headers, body }: Sending,
): Promise<string> {
  const { upstream, credentials, connection, service, signingName, region, host } = options;
  const where = { connection, service, signingName, signingRegion: region, host, method, path, query };
  const reply = await upstream.send({ ...where, headers, body: Buffer.from(body) }, credentials);
  const answer = new TextDecoder('utf-8', { fatal: true }).decode(reply.body);
  if (reply.status !== 200) throw new Error(errorCode(answer) ?? `status ${reply.status}`);
  return answer;
}

function errorCode(answer: string): string | undefined {
  return (/"__type" ?: ?"(?:[^"#]*#)?(\w+)"/.exec(answer) ?? /<Code>(\w+)<\/Code>/.exec(answer))?.[1];
}

export function objectOf(value: Json | undefined): JsonObject {
  if (typeof value === 'object' && value !== null && !isList(value)) return value;
  throw new TypeError('not an object');
}

/** `[{Key, Value}, …]` → tags, with names as the service writes them; anything else throws. */
export function tagsOf(value: Json | undefined, [key, text]: readonly [key: string, value: string] = ['Key', 'Value']): Tags {
  if (value === undefined || !isList(value)) throw new TypeError('not a list of tags');
  return Object.fromEntries(value.map((tag) => [textOf(objectOf(tag)[key]), textOf(objectOf(tag)[text])]));
}

/** `{ key: value }` → tags; anything else throws. */
export function tagMapOf(value: Json | undefined): Tags {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([key, text]) => [key, textOf(text)]));
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
