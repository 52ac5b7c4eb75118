/**
 * `countersign mcp import`: the `mcpServers` of a client's file, or a `server.json` of the MCP registry, as connections of the
 * operator's file. Sources: the clients' own `mcp.json`; the registry's server schema 2025-12-11.
 */

import { stringify } from 'yaml';
import type { Json } from '#core/model.ts';
import { isObject, type JsonObject, objectIn, textIn } from '#core/protocols/mcp/rpc.ts';
import { CliError } from './cli-error.ts';

export type Imported = {
  /** Entries for `connections:`. */
  readonly text: string;
  /** What a person must still do. */
  readonly due: readonly string[];
};

type Entry = { readonly connection: JsonObject; readonly due: readonly string[] };
type Server = { readonly name: string; readonly fields: JsonObject };

const longestName = 32;
const isSecretName = /key|token|secret|passw|credential|auth/i;

/** Errors: CliError `usage` for a file that is neither form. */
export function importServers(file: string, groups: readonly string[]): Imported {
  const entries = serversIn(read(file)).map((server) => entryOf(server, groups));
  return { text: stringify(entries.map(({ connection }) => connection)), due: entries.flatMap(({ due }) => due) };
}

function read(text: string): JsonObject {
  try {
    const value: Json = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new CliError('usage', 'The file is no JSON object. Take the "mcpServers" of a client, or a server.json of the registry.');
}

function serversIn(file: JsonObject): readonly Server[] {
  const own = isObject(file.mcpServers) ? file.mcpServers : isObject(file.servers) ? file.servers : undefined;
  if (own !== undefined) {
    return Object.entries(own).flatMap(([name, fields]) => (isObject(fields) ? [{ name, fields }] : []));
  }
  const name = textIn(file, 'name');
  const remotes = Array.isArray(file.remotes) ? file.remotes.filter(isObject) : [];
  const remote = remotes.find(({ type }) => type === 'streamable-http');
  if (name === undefined || remote === undefined) {
    throw new CliError(
      'usage',
      'The file has neither "mcpServers" nor a remote of the type "streamable-http". A server of packages alone runs on one machine: write its command.',
    );
  }
  const headers = (Array.isArray(remote.headers) ? remote.headers : []).filter(isObject);
  const named = headers.flatMap((header) => textIn(header, 'name') ?? []);
  return [
    {
      name: name.split('/').at(-1) ?? name,
      fields: { url: remote.url ?? '', headers: Object.fromEntries(named.map((each) => [each, ''])) },
    },
  ];
}

function entryOf({ name: given, fields }: Server, groups: readonly string[]): Entry {
  const name = connectionName(given);
  const command = textIn(fields, 'command');
  const entry = command === undefined ? remoteEntry(name, fields) : programEntry(name, command, fields);
  return { connection: { name, kind: 'mcp', ...entry.connection, groups: [...groups] }, due: entry.due };
}

/** A value of a header is a secret: it is named, and never copied. */
function remoteEntry(name: string, fields: JsonObject): Entry {
  const url = textIn(fields, 'url');
  if (url === undefined) throw new CliError('usage', `"${name}" has neither a "url" nor a "command".`);
  const [header, ...more] = Object.keys(objectIn(fields, 'headers'));
  const transport = { kind: 'http', url };
  if (header === undefined) return { connection: { transport }, due: [] };
  const secretArn = `arn:aws:secretsmanager:eu-west-1:000000000000:secret:countersign/mcp/${name}`;
  return {
    connection: { transport, auth: { kind: 'secret', header, secretArn } },
    due: [
      `${name}: put the value of the header ${header} into Secrets Manager, and the ARN of that secret into auth.secretArn.`,
      ...more.map((other) => `${name}: the header ${other} is left out, since a server is sent one header of its own.`),
    ],
  };
}

function programEntry(name: string, command: string, fields: JsonObject): Entry {
  const args = Array.isArray(fields.args) ? fields.args.filter((each) => typeof each === 'string') : [];
  const env = Object.entries(objectIn(fields, 'env')).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  );
  const secret = env.filter(([key]) => isSecretName.test(key));
  const kept = Object.fromEntries(env.map(([key, value]) => [key, isSecretName.test(key) ? '' : value]));
  return {
    connection: { transport: { kind: 'stdio', command, args, ...(env.length === 0 ? {} : { env: kept }) } },
    due: [
      `${name}: a program runs on one machine alone; on AWS give it an address, or wrap it in a function.`,
      ...secret.map(([key]) => `${name}: the value of ${key} looks like a secret and was not copied.`),
    ],
  };
}

/** Names of connections are lower case, without `__`. */
function connectionName(given: string): string {
  const name = given
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, longestName)
    .replace(/-+$/, '');
  if (name === '') throw new CliError('usage', `"${given}" gives no name of a connection. Rename it to letters and digits.`);
  return name;
}
