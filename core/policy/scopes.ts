/** The scope of a policy, in the form that the slice index looks up. */

import type { PolicyJson, TypeAndId } from './cedar.ts';
import { type EntityKey, entityKey, type PrincipalScope } from './policy.ts';

type Uid = TypeAndId | { readonly __entity: TypeAndId };

export function principalScope(scope: PolicyJson['principal']): PrincipalScope {
  switch (scope.op) {
    case 'All':
      return { kind: 'any' };
    case '==':
    case 'in':
      // A slot could be anybody.
      return 'entity' in scope ? { kind: 'entity', entity: keyOf(scope.entity) } : { kind: 'any' };
    case 'is':
      if (scope.in === undefined || 'slot' in scope.in) return { kind: 'type', type: scope.entity_type };
      return { kind: 'type', type: scope.entity_type, within: keyOf(scope.in.entity) };
  }
}

export function actionScope(scope: PolicyJson['action']): readonly EntityKey[] | undefined {
  if (scope.op === 'All' || 'slot' in scope) return undefined;
  return 'entities' in scope ? scope.entities.map(keyOf) : [keyOf(scope.entity)];
}

export function resourceType(scope: PolicyJson['resource']): string | undefined {
  if (scope.op === 'is') return scope.entity_type;
  return scope.op === '==' && 'entity' in scope ? typeAndId(scope.entity).type : undefined;
}

function keyOf(uid: Uid): EntityKey {
  const { type, id } = typeAndId(uid);
  return entityKey(type, id);
}

function typeAndId(uid: Uid): TypeAndId {
  return '__entity' in uid ? uid.__entity : uid;
}
