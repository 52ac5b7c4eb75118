/** The fact reader: tags of the resources that a call touches, read fresh with the connection's read role (the policy information point). */

import type { Connection, Resource, ResourceFacts } from '#core/model.ts';
import type { AssumeRequest, FactReader, Now, RoleAssumer, Upstream } from '#core/ports.ts';
import { dnsSuffix } from './dns-suffix.ts';
import { createTagCache } from './tag-cache.ts';
import { createTagClient, type Tags } from './tag-client.ts';
import { tagPlaceOf } from './tag-place.ts';

export type FactReaderOptions = {
  readonly upstream: Upstream;
  readonly assumer: RoleAssumer;
  /** For all facts of one call. What is not there by then is not known. */
  readonly timeoutMs?: number;
  /** The clock of the cache; without it nothing is kept. */
  readonly now?: Now;
};

/** A call that touches more resources than this of one kind and region has facts for the first of them only. */
const maxResources = 400;

/**
 * Nothing that a write is decided on is cached: what is true now decides (threats 7). For reads, what was read in the last five seconds is
 * recent enough, where the reader has a clock.
 */
export function createFactReader(options: FactReaderOptions): FactReader {
  const { upstream, assumer, timeoutMs = 3000 } = options;
  const cache = createTagCache(options.now);
  return {
    read: async (connection, resources, freshness = 'now') => {
      const known = new Map(freshness === 'recent' ? cache.find(connection, resources) : []);
      const asked = new Set(resources.filter((resource) => !known.has(resource.arn) && isReadable(connection, resource)));
      const groups = Map.groupBy(asked, keyOf);
      const reading = [...groups.values()].map((group) =>
        within(timeoutMs, () => readGroup(connection, group, { upstream, assumer })),
      );
      const read = (await Promise.all(reading)).flatMap((found) => [...found]);
      cache.keep(connection, read);
      const tags = new Map([...known, ...read]);
      return resources.map((resource) => factsOf(resource, tags.get(resource.arn)));
    },
  };
}

type Found = ReadonlyMap<string, Tags>;
type Means = { readonly upstream: Upstream; readonly assumer: RoleAssumer };

/** AWS's own resources have no tags of anybody's. */
function factsOf(resource: Resource, tags: Tags | undefined): ResourceFacts {
  return { ...resource, tags: tags ?? {}, tagsKnown: tags !== undefined || isOfAws(resource) };
}

/** Models, documents and policies that everybody has: their ARNs name no account, or `aws`. */
function isOfAws({ arn, service }: Resource): boolean {
  const account = arn.split(':')[4];
  return account === 'aws' || (account === '' && (service === 'bedrock' || service === 'ssm'));
}

/** Only what is in the connection's own account and regions: neither a host nor a foreign account comes from a request. */
function isReadable(connection: Connection, resource: Resource): boolean {
  const { region, account, service } = resource;
  const isHere = tagPlaceOf(resource).region !== undefined || connection.regions.includes(region);
  return connection.readRole !== undefined && account === connection.account && isHere && /^[a-z0-9-]+$/.test(service);
}

function keyOf(resource: Resource): string {
  const { host = resource.service } = tagPlaceOf(resource);
  return `${host} ${resource.region}`;
}

async function readGroup(connection: Connection, group: readonly Resource[], { upstream, assumer }: Means): Promise<Found> {
  const [first] = group;
  if (first === undefined) return new Map();
  const { readRole: role = '' } = connection;
  const suffix = dnsSuffix(role.split(':')[1]);
  const { read, host: prefix = first.service, signingName = first.service, region } = tagPlaceOf(first);
  const host = region === undefined ? `${prefix}.${first.region}.${suffix}` : `${prefix}.${suffix}`;
  const credentials = await assumer.assume(factsRole(connection, role));
  const place = { service: first.service, signingName, region: region ?? first.region, suffix, host };
  return read(createTagClient({ upstream, credentials, connection, ...place }), group.slice(0, maxResources));
}

function factsRole(connection: Connection, role: string): AssumeRequest {
  const name = 'countersign-facts';
  return {
    connection,
    role,
    principal: name,
    session: name,
    sourceIdentity: name,
    roleSessionName: name,
    tags: { 'countersign:session': name },
  };
}

/** What was found in time. A failure, whatever it is, finds nothing. */
async function within(timeoutMs: number, read: () => Promise<Found>): Promise<Found> {
  const late = Promise.withResolvers<Found>();
  const timer = setTimeout(() => late.resolve(new Map()), timeoutMs);
  try {
    return await Promise.race([read(), late.promise]);
  } catch {
    return new Map();
  } finally {
    clearTimeout(timer);
  }
}
