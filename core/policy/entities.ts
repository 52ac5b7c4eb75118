/** The facts of a question as Cedar entities, in the namespace `CS`. */

import type { Person, Principal, ResourceFacts } from '../model.ts';
import type { CedarValueJson, EntityJson, TypeAndId } from './cedar.ts';
import type { ParameterTags } from './parameters.ts';
import { type EntityKey, entityKey } from './policy.ts';
import { mcpService } from './tool-call.ts';

/** Who is decided for: the principal itself, or the person behind an agent. */
export type Actor = {
  readonly uid: TypeAndId;
  readonly groups: readonly string[];
  /** The entities that describe the actor, its groups cut to those that policies write out. */
  readonly entities: readonly EntityJson[];
};

const principalTypes = { user: 'CS::User', service: 'CS::Service', agent: 'CS::Agent' } as const;

export const parametersUid: TypeAndId = { type: 'CS::Params', id: 'call' };

export function uidOfPrincipal({ kind, id }: Pick<Principal, 'kind' | 'id'>): TypeAndId {
  return { type: principalTypes[kind], id };
}

/**
 * The principal, and its person where it is an agent: an agent is decided twice, so that it never has more than its person.
 * An agent without a person is nobody, so nothing is decided for it and nothing allowed.
 */
export function actorsOf(principal: Principal, written: ReadonlySet<EntityKey>): readonly Actor[] {
  if (principal.kind === 'agent' && principal.onBehalfOf === undefined) return [];
  const person = principal.onBehalfOf === undefined ? undefined : personActor(principal.onBehalfOf, written);
  const self: Actor = {
    uid: uidOfPrincipal(principal),
    groups: principal.groups,
    entities: [
      {
        uid: uidOfPrincipal(principal),
        attrs: principalAttributes(principal),
        parents: groupParents(principal.groups, written),
        tags: claimTags(principal.claims),
      },
      ...(person?.entities ?? []),
    ],
  };
  return person === undefined ? [self] : [self, person];
}

export function actorKeys({ uid, groups }: Actor): readonly EntityKey[] {
  return [entityKey(uid.type, uid.id), ...groups.map((group) => entityKey('CS::Group', group))];
}

export function actionEntity(uid: TypeAndId, ancestors: readonly string[], written: ReadonlySet<EntityKey>): EntityJson {
  const parents = ancestors
    .map((id) => ({ type: uid.type, id }))
    .filter((parent) => written.has(entityKey(parent.type, parent.id)));
  return { uid, attrs: {}, parents };
}

/** An AWS resource by its ARN; a tool as `server/tool`, a server by its name. */
export function resourceUid({ arn, service, tool }: ResourceFacts): TypeAndId {
  if (service !== mcpService) return { type: 'CS::AwsResource', id: arn };
  return { type: tool === undefined ? 'CS::McpServer' : 'CS::McpTool', id: arn.slice('mcp:'.length) };
}

/** The resource first, then what it stands in. */
export function resourceEntities(facts: ResourceFacts, written: ReadonlySet<EntityKey>): readonly EntityJson[] {
  if (facts.service !== mcpService) return [awsEntity(facts, written)];
  const { tool } = facts;
  const uid = resourceUid(facts);
  if (tool === undefined) return [{ uid, attrs: { name: uid.id }, parents: [], tags: { ...facts.tags } }];
  const server = { type: 'CS::McpServer', id: uid.id.slice(0, uid.id.length - tool.name.length - 1) };
  const parents = written.has(entityKey(server.type, server.id)) ? [server] : [];
  return [{ uid, attrs: { ...tool }, parents, tags: { ...facts.tags } }];
}

function awsEntity(resource: ResourceFacts, written: ReadonlySet<EntityKey>): EntityJson {
  const { arn, service, type, region, account, tagsKnown, tags } = resource;
  const accountUid = { type: 'CS::Account', id: account };
  return {
    uid: resourceUid(resource),
    attrs: { arn, service, type, region, account, tagsKnown },
    parents: written.has(entityKey(accountUid.type, accountUid.id)) ? [accountUid] : [],
    tags: tagsKnown ? { ...tags } : {},
  };
}

export function parametersEntity(tags: ParameterTags): EntityJson {
  return {
    uid: parametersUid,
    attrs: {},
    parents: [],
    tags: Object.fromEntries(Object.entries(tags).map(([path, values]) => [path, [...values]])),
  };
}

function personActor(person: Person, written: ReadonlySet<EntityKey>): Actor {
  const uid = uidOfPrincipal({ kind: 'user', id: person.id });
  const attrs = person.email === undefined ? {} : { email: person.email };
  const parents = groupParents(person.groups, written);
  return { uid, groups: person.groups, entities: [{ uid, attrs, parents, tags: claimTags(person.claims) }] };
}

function claimTags(claims: Readonly<Record<string, string>> = {}): Record<string, CedarValueJson> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, [value]]));
}

function principalAttributes({ kind, email, issuer, claims, onBehalfOf }: Principal): Record<string, CedarValueJson> {
  switch (kind) {
    case 'user':
      return email === undefined ? {} : { email };
    case 'service':
      return { issuer, ...pick(claims, 'repository'), ...pick(claims, 'ref') };
    case 'agent':
      return onBehalfOf === undefined ? {} : { onBehalfOf: { __entity: uidOfPrincipal({ kind: 'user', id: onBehalfOf.id }) } };
  }
}

function pick(claims: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const value = claims[name];
  return value === undefined ? {} : { [name]: value };
}

function groupParents(groups: readonly string[], written: ReadonlySet<EntityKey>): TypeAndId[] {
  const parents = [...new Set(groups)].map((id) => ({ type: 'CS::Group', id }));
  return parents.filter((parent) => written.has(entityKey(parent.type, parent.id)));
}
