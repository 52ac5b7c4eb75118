/** Parses the operator's file: YAML → schema → rules between keys. Every error names the path of the key and its cure. */

import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { parseDocument } from 'yaml';
import type { Chain, Connection, Issuer, McpConnection } from '#core/model.ts';
import type { Config } from './config.ts';

/** What is wrong with the file, one sentence a fault. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(fileName: string, faults: readonly string[]) {
    super(`${fileName}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

type RawChain = Omit<Chain, 'name'>;
type RawConfig = Omit<
  Config,
  'connections' | 'mcpConnections' | 'chains' | 'people' | 'notify' | 'managerClaim' | 'breakGlassChain' | 'approvalLimits'
> & {
  readonly connections: readonly (Connection | McpConnection)[];
  readonly approvals: Pick<Config, 'people' | 'notify' | 'managerClaim'> & {
    readonly limits: Config['approvalLimits'];
    readonly breakGlass?: string;
    readonly chains: Readonly<Record<string, RawChain>>;
  };
};

const schema: object = JSON.parse(readFileSync(new URL('config.schema.json', import.meta.url), 'utf8'));
/** The schema itself is held to JSON Schema by a test: to do it again takes half of the time of every start. */
const unchecked = { strict: false, validateSchema: false, meta: false } as const;
const validate = new Ajv2020({ allErrors: true, useDefaults: true, ...unchecked, code: { optimize: false } }).compile(schema);

/** @throws ConfigError with every fault that was found. */
export function parseConfig(text: string, fileName: string): Config {
  const document = parseDocument(text, { uniqueKeys: true, version: '1.2' });
  const syntax = [...document.errors, ...document.warnings].map((error) => error.message.split('\n')[0] ?? '');
  if (syntax.length > 0) throw new ConfigError(fileName, syntax);
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (!validate(value))
    throw new ConfigError(fileName, (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(sentence));
  const config = toConfig(value as RawConfig);
  const faults = [
    ...repeatedNames(config),
    ...foreignRoles(config),
    ...openTransports(config),
    ...unknownZone(config),
    ...unknownChain(config),
    ...wireName(config),
    ...otherTable(config),
  ];
  if (faults.length > 0) throw new ConfigError(fileName, faults);
  return config;
}

function toConfig(raw: RawConfig): Config {
  const { approvals, connections, ...rest } = raw;
  return {
    ...rest,
    connections: connections.filter((connection) => connection.kind === 'aws'),
    mcpConnections: connections.filter((connection) => connection.kind === 'mcp'),
    chains: Object.entries(approvals.chains).map(([name, chain]) => ({ name, ...chain })),
    managerClaim: approvals.managerClaim,
    ...(approvals.breakGlass === undefined ? {} : { breakGlassChain: approvals.breakGlass }),
    approvalLimits: approvals.limits,
    people: approvals.people,
    notify: approvals.notify,
  };
}

function sentence(error: ErrorObject): string {
  const path = error.instancePath === '' ? '(top level)' : error.instancePath.slice(1).replaceAll('/', '.');
  if (error.keyword === 'additionalProperties') {
    return `${path}: unknown key "${error.params.additionalProperty}". Remove it, or look for a misspelling in the schema's keys.`;
  }
  if (error.keyword === 'required') return `${path}: the key "${error.params.missingProperty}" is missing. Add it.`;
  if (error.keyword === 'enum') return `${path}: must be one of ${error.params.allowedValues.join(', ')}.`;
  if (error.keyword === 'pattern') return `${path}: does not have the form ${error.params.pattern}.`;
  return `${path}: ${error.message ?? error.keyword}.`;
}

function repeatedNames(config: Config): readonly string[] {
  return [
    ...repeats([...config.connections, ...config.mcpConnections].map(({ name }) => name)).map(
      (name) => `connections: the name "${name}" is given twice. Rename one.`,
    ),
    ...repeats(config.identity.issuers.map((issuer: Issuer) => issuer.name)).map(
      (name) => `identity.issuers: the name "${name}" is given twice. Rename one.`,
    ),
    ...repeats(config.identity.issuers.map((issuer: Issuer) => issuer.issuer)).map(
      (url) => `identity.issuers: the issuer "${url}" is given twice. Keep one entry an issuer.`,
    ),
  ];
}

function foreignRoles(config: Config): readonly string[] {
  return config.connections.flatMap((connection, index) =>
    [...connection.roles.map((role) => role.arn), ...(connection.readRole === undefined ? [] : [connection.readRole])]
      .filter((arn) => arn.split(':')[4] !== connection.account)
      .map(
        (arn) => `connections.${index}: the role ${arn} is not in account ${connection.account}. Name a role of that account.`,
      ),
  );
}

/** A token, a signature or a caller's arguments never cross a network in clear. */
function openTransports({ mcpConnections }: Config): readonly string[] {
  return mcpConnections.flatMap(({ name, transport, auth }) =>
    [transport.kind === 'http' ? transport.url : '', auth.kind === 'oauth' ? auth.tokenUrl : '']
      .filter((url) => url.startsWith('http:') && !isLoopback(url))
      .map((url) => `connections: "${name}" leads over ${url} in clear. Use https, or an address of this machine.`),
  );
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(URL.parse(url)?.hostname ?? '');
}

function unknownZone(config: Config): readonly string[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone: config.timeZone });
    return [];
  } catch {
    return [`timeZone: "${config.timeZone}" is not an IANA time zone. Write one like Europe/Berlin.`];
  }
}

function unknownChain({ breakGlassChain, chains }: Config): readonly string[] {
  if (breakGlassChain === undefined || chains.some(({ name }) => name === breakGlassChain)) return [];
  return [`approvals.breakGlass: there is no chain "${breakGlassChain}". Name one of approvals.chains.`];
}

/** A Function URL has the name that AWS gives it; the other fronts have none of their own. */
function wireName({ wire }: Config): readonly string[] {
  const named = (['domainName', 'certificateArn'] as const).map((key) => ({ key, isGiven: wire[key] !== undefined }));
  return named.flatMap(({ key, isGiven }) => {
    if (wire.host === 'function-url' && isGiven)
      return [`wire.${key}: a function-url has the name that AWS gives it. Remove it, or set wire.host to rest-api or fargate.`];
    if (wire.host !== 'function-url' && !isGiven) return [`wire.${key}: wire.host ${wire.host} needs it. Add it.`];
    return [];
  });
}

/** A stream of another table would seal another record. */
function otherTable({ recording: { restoredTable } }: Config): readonly string[] {
  if (restoredTable === undefined || restoredTable.streamArn.split('/')[1] === restoredTable.name) return [];
  return [
    `recording.restoredTable: streamArn is of another table than ${restoredTable.name}. Write that table's LatestStreamArn.`,
  ];
}

function repeats(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
