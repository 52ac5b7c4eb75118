/** Evaluates a case in Cedar's own form: its uids are texts, its entities Cedar's entity JSON. */

import type { Decision } from '../model.ts';
import { type CedarAnswer, type EntityJson, evaluate, type TypeAndId } from './cedar.ts';
import { judge } from './judge.ts';
import { type EntityKey, entityKey } from './policy.ts';
import type { RawCase } from './policy-case.ts';
import type { PolicySet } from './policy-set.ts';
import { preparedName } from './prepared.ts';
import { sliceFor } from './slice.ts';

export function evaluateRawCase(
  set: PolicySet,
  { request, entities }: RawCase,
): { readonly answer: CedarAnswer; readonly decision: Decision } {
  const [principal, action, resource] = [parseUid(request.principal), parseUid(request.action), parseUid(request.resource)];
  const slice = sliceFor(
    set,
    { actions: withAncestors(action, entities), principalType: principal.type, principals: withAncestors(principal, entities) },
    'whole',
  );
  const asked = { principal, action, resource, context: request.context, entities };
  const name = preparedName(slice);
  return {
    answer: name === undefined ? { kind: 'failure' } : evaluate(name, asked),
    decision: judge(set, slice, {
      request: asked,
      approvals: textsOf(request.context.approvals),
      unknown: unknownOf(request, resource, entities),
    }),
  };
}

/** `CS::User::"bob"` → type and id. Throws `SyntaxError`. */
export function parseUid(text: string): TypeAndId {
  const found = /^((?:\w+::)*\w+)::("(?:[^"\\]|\\.)*")$/.exec(text);
  if (found === null) throw new SyntaxError(`no entity: write ${text} as Type::"id"`);
  return { type: found[1] ?? '', id: String(JSON.parse(found[2] ?? '""')) };
}

function withAncestors(uid: TypeAndId, entities: readonly EntityJson[]): readonly EntityKey[] {
  const parents = new Map(entities.map((entity) => [keyOf(entity.uid), entity.parents.map(keyOf)]));
  const found = new Set<EntityKey>([entityKey(uid.type, uid.id)]);
  // A set can be walked while it grows.
  for (const key of found) for (const parent of parents.get(key) ?? []) found.add(parent);
  return [...found];
}

function unknownOf({ context }: RawCase['request'], resource: TypeAndId, entities: readonly EntityJson[]) {
  const facts = entities.find((entity) => keyOf(entity.uid) === entityKey(resource.type, resource.id));
  return { tags: facts?.attrs.tagsKnown === false, resource: context.resourcesKnown === false };
}

function keyOf(uid: EntityJson['uid']): EntityKey {
  const { type, id } = '__entity' in uid ? uid.__entity : uid;
  return entityKey(type, id);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
