/** botocore's endpoint rule sets, evaluated for every known region → what differs from the default endpoint. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { awsEndpointFunctions, type PartitionsInfo, setPartitionInfo } from '@aws-sdk/util-endpoints';
import { customEndpointFunctions, type EndpointParams, type RuleSetObject, resolveEndpoint } from '@smithy/util-endpoints';
import type { EndpointException } from '#core/catalog/service.ts';
import type { StoredServices } from '#core/catalog/stored.ts';
import { edges, type Model, type ModelOperation, type ServiceDirectory, shapeOf, signingNameOf } from './model.ts';

export type Partitions = StoredServices['partitions'];

/** Reads botocore's partitions and makes the rule sets' functions use them too. The pseudo regions (`aws-global`) are no regions. */
export function readPartitions(dataDirectory: string): Partitions {
  const info = JSON.parse(readFileSync(join(dataDirectory, 'partitions.json'), 'utf8')) as PartitionsInfo;
  setPartitionInfo(info, 'countersign');
  customEndpointFunctions.aws = awsEndpointFunctions;
  const entries = info.partitions.map(({ id, outputs, regions }) => {
    const names = Object.keys(regions).filter((region) => !region.endsWith('-global'));
    return [id, { suffix: outputs.dnsSuffix, regions: names.sort() }];
  });
  return Object.fromEntries(entries);
}

type Usual = { readonly endpointPrefix: string; readonly signingName: string };

/** Region or partition → where the service's endpoint is not the default one; a partition stands for all its regions when they agree. */
export function endpointExceptions(
  service: ServiceDirectory,
  usual: Usual,
  partitions: Partitions,
): { readonly [place: string]: EndpointException } {
  if (withoutEndpoint.has(service.id)) return {};
  const rules = readRules(service);
  const entries = Object.entries(partitions).flatMap(([partition, { suffix, regions }]) => {
    const pinned = pinnedEndpoints[service.id]?.[partition];
    if (pinned !== undefined) return [[partition, pinned] as const];
    const parameters = extraParameters[service.id] ?? {};
    const found = regions.map((region) => resolve(rules, { ...parameters, Region: region }, usual.signingName));
    return exceptionsOf(partition, found, { ...usual, suffix });
  });
  return Object.fromEntries(entries);
}

/** The rule set names a regional host that only one region has; AWS documents this name for all of them. */
const pinnedEndpoints: { readonly [service: string]: { readonly [partition: string]: EndpointException } | undefined } = {
  health: { aws: { host: 'global.health.amazonaws.com', signingRegion: 'us-east-1' } },
};

/** The operation's signing name where botocore's parameters for it choose another than its service's; `undefined` for all others. */
export function foreignSigningName(service: ServiceDirectory, model: Model, operation: ModelOperation): string | undefined {
  const fixed = operation.staticContextParams;
  const members = operation.input === undefined ? [] : edges(shapeOf(model, operation.input.shape));
  if (fixed === undefined || members.some(({ contextParam }) => contextParam !== undefined)) return undefined;
  const parameters = Object.fromEntries(Object.entries(fixed).map(([name, { value }]) => [name, value]));
  const usual = signingNameOf(model);
  const { signingName } = resolve(readRules(service), { ...parameters, Region: 'us-east-1' }, usual);
  return signingName === usual ? undefined : signingName;
}

/** Reached by nothing but an ARN in the request and signed with SigV4a, which the gateway refuses. */
export const withoutEndpoint: ReadonlySet<string> = new Set(['cloudfront-keyvaluestore']);

/** Parameters that botocore sets by operation; these are the ones of most of the service's operations. */
const extraParameters: { readonly [service: string]: EndpointParams | undefined } = {
  'neptune-graph': { ApiType: 'ControlPlane' },
};

function readRules({ id, path }: ServiceDirectory): RuleSetObject {
  const file = join(path, 'endpoint-rule-set-1.json.gz');
  if (!existsSync(file)) throw new Error(`${id}: there is no endpoint rule set`);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as RuleSetObject;
}

type Resolved = {
  readonly region: string;
  readonly host: string;
  readonly basePath: string;
  readonly signingRegion: string;
  readonly signingName: string;
};

type Scheme = { readonly name: string; readonly signingName?: string; readonly signingRegion?: string };

function resolve(rules: RuleSetObject, parameters: EndpointParams & { readonly Region: string }, signingName: string): Resolved {
  const { Region: region } = parameters;
  const endpointParams = { ...defaultsOf(rules), UseFIPS: false, UseDualStack: false, ...parameters };
  const { url, properties = {} } = resolveEndpoint(rules, { endpointParams });
  const { authSchemes = [] } = properties as { authSchemes?: readonly Scheme[] };
  const scheme = authSchemes.find(({ name }) => name === 'sigv4');
  return {
    region,
    host: url.host,
    basePath: url.pathname === '/' ? '' : url.pathname,
    signingName: scheme?.signingName ?? signingName,
    signingRegion: scheme?.signingRegion ?? region,
  };
}

function defaultsOf(rules: RuleSetObject): EndpointParams {
  const parameters = Object.entries(rules.parameters);
  return Object.fromEntries(parameters.flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])));
}

type Entries = readonly (readonly [place: string, exception: EndpointException])[];

function exceptionsOf(partition: string, found: readonly Resolved[], usual: Usual & { readonly suffix: string }): Entries {
  const usualHost = `${usual.endpointPrefix}.{region}.${usual.suffix}`;
  const isUsual = (one: Resolved): boolean =>
    one.host === usualHost.replace('{region}', one.region) &&
    one.basePath === '' &&
    one.signingRegion === one.region &&
    one.signingName === usual.signingName;
  if (found.every(isUsual)) return [];
  const shared = sharedException(found, usual);
  if (shared !== undefined) return [[partition, shared]];
  return found.filter((one) => !isUsual(one)).map((one) => [one.region, exceptionOf(one.host, one, usual)] as const);
}

/** The one exception that gives every region its endpoint: a fixed host or a host with the region in it. */
function sharedException(found: readonly Resolved[], usual: Usual): EndpointException | undefined {
  const [first] = found;
  if (first === undefined) return undefined;
  return [first.host, first.host.replace(first.region, '{region}')]
    .flatMap((host) => [exceptionOf(host, first, usual), exceptionOf(host, { ...first, region: '' }, usual)])
    .find((exception) => found.every((one) => agrees(exception, one, usual)));
}

function exceptionOf(host: string, one: Omit<Resolved, 'host'>, usual: Usual): EndpointException {
  return {
    host,
    ...(one.basePath !== '' && { basePath: one.basePath }),
    ...(one.signingRegion !== one.region && { signingRegion: one.signingRegion }),
    ...(one.signingName !== usual.signingName && { signingName: one.signingName }),
  };
}

function agrees({ host, basePath = '', signingRegion, signingName }: EndpointException, one: Resolved, usual: Usual): boolean {
  return (
    basePath === one.basePath &&
    host.replace('{region}', one.region) === one.host &&
    (signingRegion ?? one.region) === one.signingRegion &&
    (signingName ?? usual.signingName) === one.signingName
  );
}
