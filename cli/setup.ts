/** `countersign setup`: writes the AWS profile of a connection, between marks, into AWS's own configuration file. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accepted, type GatewayOptions, get } from './api.ts';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { send } from './http.ts';
import { gatewayUrl } from './sign-in.ts';
import { serviceEndpoints } from './tied-services.ts';

export type SetupOptions = GatewayOptions & {
  readonly connection?: string;
  readonly print?: boolean;
  /** The profile of a break-glass session that is open. */
  readonly breakGlass?: boolean;
};

type Connection = { readonly name: string; readonly regions: readonly string[] };

const program = fileURLToPath(new URL('../bin/countersign.mjs', import.meta.url));

/** Gives what was written, or with `print` would have been, a section a connection. Errors: CliError. */
export async function setup(environment: Environment, options: SetupOptions): Promise<readonly string[]> {
  const url = gatewayUrl(environment, options.url);
  const wireUrl = await wireUrlOf(url);
  const connections = wanted(await get(environment, options, '/v1/whoami'), options.connection);
  const sections = connections.map((connection) => section(connection, { ...options, url, wireUrl }));
  if (options.print !== true) writeSections(environment.awsConfigFile, connections, sections);
  return sections;
}

function wanted(whoami: Readonly<Record<string, unknown>>, name: string | undefined): readonly Connection[] {
  const open = Array.isArray(whoami.connections) ? (whoami.connections as readonly Connection[]) : [];
  const chosen = name === undefined ? open : open.filter((connection) => connection.name === name);
  if (chosen.length > 0) return chosen;
  const names = open.map((connection) => connection.name).join(', ');
  throw new CliError(
    'usage',
    names === '' ? 'No connection is open to you.' : `There is no such connection. Open to you: ${names}.`,
  );
}

async function wireUrlOf(url: string): Promise<string> {
  const body = accepted(await send(`${url}/.well-known/oauth-protected-resource`, { method: 'GET' }));
  if (typeof body.countersign_wire_url === 'string') return body.countersign_wire_url;
  throw new CliError('unreachable', `${url} does not say where its AWS wire is.`);
}

type Profile = Pick<SetupOptions, 'as' | 'breakGlass'> & { readonly url: string; readonly wireUrl: string };

function section({ name, regions }: Connection, { url, wireUrl, as, breakGlass }: Profile): string {
  const command = [
    `"${program}"`,
    'credentials',
    '--connection',
    name,
    '--url',
    url,
    ...(as === undefined ? [] : ['--as', as]),
    ...(breakGlass === true ? ['--break-glass'] : []),
  ].join(' ');
  return [
    ...[markBegin(name), `[profile countersign-${name}]`],
    `credential_process = ${command}`,
    `endpoint_url = ${wireUrl}`,
    `services = countersign-${name}`,
    `region = ${regions[0] ?? 'us-east-1'}`,
    // A waiting approval answers in the shape of throttling: the client's own retries resume the call.
    'retry_mode = standard',
    'max_attempts = 20',
    // Otherwise clients put parameters in front of the gateway's host name; it adds them itself, on the way to AWS.
    'disable_host_prefix_injection = true',
    's3 =',
    '  addressing_style = path',
    '  signature_version = s3v4',
    // Parts of S3's smallest size: the front takes a request of 6 MB.
    '  multipart_threshold = 5MB',
    '  multipart_chunksize = 5MB',
    `[services countersign-${name}]`,
    ...serviceEndpoints(wireUrl),
    markEnd(name),
  ].join('\n');
}

function markBegin(name: string): string {
  return `# >>> countersign ${name} >>> written by "countersign setup"; edits between these marks are lost`;
}

function markEnd(name: string): string {
  return `# <<< countersign ${name} <<<`;
}

function writeSections(file: string, connections: readonly Connection[], sections: readonly string[]): void {
  const text = connections.reduce((rest, { name }) => withoutSection(rest, name), readIfThere(file));
  const kept = text.trimEnd();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${kept === '' ? '' : `${kept}\n\n`}${sections.join('\n\n')}\n`, { mode: 0o600 });
}

function withoutSection(text: string, name: string): string {
  const begin = text.indexOf(`# >>> countersign ${name} >>>`);
  const end = text.indexOf(markEnd(name));
  if (begin < 0 && end < 0) return text;
  if (begin < 0 || end < begin) {
    throw new CliError(
      'usage',
      `The marks of countersign ${name} in the AWS config file do not match. Remove them and run setup again.`,
    );
  }
  return text.slice(0, begin).trimEnd() + text.slice(end + markEnd(name).length);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
