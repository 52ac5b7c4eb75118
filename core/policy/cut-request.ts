/** A request without the facts that no policy of its slice can see: the same answer, at a fraction of the cost. */

import type { CedarRequest, EntityJson, TypeAndId } from './cedar.ts';
import { parametersUid } from './entities.ts';
import { attributeFact, everything, type Fact, tagsFact } from './seen-facts.ts';

type Seen = ReadonlySet<Fact>;
type Entities = CedarRequest['entities'];

export function cutRequest(seen: Seen, request: CedarRequest): CedarRequest {
  if (seen.has(everything)) return request;
  return {
    ...request,
    context: pick(request.context, (name) => seen.has(attributeFact('context', name))),
    entities: request.entities.flatMap((entity) => cutEntity(seen, request, entity)),
  };
}

/** An entity of which nothing is left answers as one that was never sent. */
function cutEntity(seen: Seen, request: CedarRequest, entity: EntityJson): Entities {
  const uid = '__entity' in entity.uid ? entity.uid.__entity : entity.uid;
  if (uid.type === parametersUid.type && seen.has(attributeFact('context', 'requestParams'))) return [entity];
  const variables = (['principal', 'action', 'resource'] as const).filter((variable) => isSame(request[variable], uid));
  const attrs = pick(entity.attrs, (name) => variables.some((variable) => seen.has(attributeFact(variable, name))));
  const tags = variables.some((variable) => seen.has(tagsFact(variable))) ? entity.tags : undefined;
  const { parents } = entity;
  if (parents.length === 0 && Object.keys(attrs).length === 0 && Object.keys(tags ?? {}).length === 0) return [];
  return [{ uid, attrs, parents, ...(tags === undefined ? {} : { tags }) }];
}

function pick<V>(all: Readonly<Record<string, V>>, isSeen: (name: string) => boolean): Record<string, V> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => isSeen(name)));
}

function isSame(one: TypeAndId, other: TypeAndId): boolean {
  return one.id === other.id && one.type === other.type;
}
