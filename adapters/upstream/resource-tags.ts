/** The fact reader: tags of the resources that a call touches, read fresh with the connection's read role (the policy information point). */

import type { Connection, Resource } from '#core/model.ts';
import type { AssumeRequest, FactReader, RoleAssumer, Upstream } from '#core/ports.ts';
import { dnsSuffix } from './dns-suffix.ts';
import { readDynamodbTags } from './dynamodb-tags.ts';
import { readEc2Tags } from './ec2-tags.ts';
import { readSecretTags } from './secret-tags.ts';
import { readParameterTags } from './ssm-tags.ts';
import { createTagClient, type TagReader, type Tags } from './tag-client.ts';

export type FactReaderOptions = {
  readonly upstream: Upstream;
  readonly assumer: RoleAssumer;
  /** For all facts of one call. What is not there by then is not known. */
  readonly timeoutMs?: number;
};

/** By service of the resource. What is missing here is not known: a rule on its tags is blind and must refuse. */
const readers: ReadonlyMap<string, TagReader> = new Map([
  ['ec2', readEc2Tags],
  ['secretsmanager', readSecretTags],
  ['ssm', readParameterTags],
  ['dynamodb', readDynamodbTags],
]);

/** A call that touches more resources than this of one service and region has facts for the first of them only. */
const maxResources = 400;

/** Nothing is cached: a write is decided on what is true now (threats 7). */
export function createFactReader(options: FactReaderOptions): FactReader {
  const { upstream, assumer, timeoutMs = 3000 } = options;
  return {
    read: async (connection, resources) => {
      const groups = Map.groupBy(new Set(resources.filter((resource) => isReadable(connection, resource))), placeOf);
      const reading = [...groups.values()].map((group) =>
        within(timeoutMs, () => readGroup(connection, group, { upstream, assumer })),
      );
      const tags = new Map((await Promise.all(reading)).flatMap((found) => [...found]));
      return resources.map((resource) => ({
        ...resource,
        tags: tags.get(resource.arn) ?? {},
        tagsKnown: tags.has(resource.arn),
      }));
    },
  };
}

type Found = ReadonlyMap<string, Tags>;
type Means = { readonly upstream: Upstream; readonly assumer: RoleAssumer };

/** Only what is in the connection's own account and regions: neither a host nor a foreign account comes from a request. */
function isReadable(connection: Connection, { service, region, account, type }: Resource): boolean {
  const isOwn = account === connection.account || (service === 'ec2' && type === 'image' && account === '');
  return connection.readRole !== undefined && isOwn && connection.regions.includes(region) && readers.has(service);
}

function placeOf({ service, region }: Resource): string {
  return `${service} ${region}`;
}

async function readGroup(connection: Connection, group: readonly Resource[], { upstream, assumer }: Means): Promise<Found> {
  const [{ service, region } = { service: '', region: '' }] = group;
  const { readRole: role = '' } = connection;
  const credentials = await assumer.assume(factsRole(connection, role));
  const host = `${service}.${region}.${dnsSuffix(role.split(':')[1])}`;
  const client = createTagClient({ upstream, credentials, connection, service, region, host });
  return (await readers.get(service)?.(client, group.slice(0, maxResources))) ?? new Map();
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
