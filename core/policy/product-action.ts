/** Decides actions of the product itself (`countersign:ReadSession`) under the same policies as calls. */

import type { Decision, Principal } from '../model.ts';
import type { CedarValueJson, EntityJson } from './cedar.ts';
import { productContext } from './context.ts';
import { strictest } from './decide.ts';
import { type Actor, actionEntity, actorKeys, actorsOf, parametersEntity, uidOfPrincipal } from './entities.ts';
import { deny, judge } from './judge.ts';
import { entityKey } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import type { Circumstances } from './question.ts';
import { sliceFor } from './slice.ts';

export const productActions = [
  'countersign:ReadSession',
  'countersign:ListSessions',
  'countersign:Revoke',
  'countersign:HoldSession',
  'countersign:ErasePerson',
  'countersign:RunChecks',
  'countersign:Explain',
  'countersign:IssueCredentials',
  'countersign:BreakGlass',
  'countersign:GiveVerdict',
  'countersign:ReadApproval',
  'countersign:CancelApproval',
  'countersign:NudgeApproval',
] as const;

export type ProductAction = (typeof productActions)[number];

/** Whose it is. An agent's things belong to its person too. */
export type Owner = Pick<Principal, 'kind' | 'id'> & { readonly onBehalfOf?: Pick<Principal, 'id'> };

/**
 * What a product action is about. `principal` stands for everything of one principal (its sessions, its tokens); without an owner,
 * for everybody's.
 */
export type ProductResource = {
  readonly kind: 'session' | 'connection' | 'principal' | 'approval';
  readonly id: string;
  readonly owner?: Owner;
};

export type ProductQuestion = {
  readonly principal: Principal;
  readonly action: ProductAction;
  readonly resource: ProductResource;
  readonly context: Circumstances;
};

export const productResourceTypes = {
  session: 'CS::Session',
  connection: 'CS::Connection',
  principal: 'CS::Principal',
  approval: 'CS::Approval',
} as const;
const ancestors = ['countersign'];

/** As `decide`: an agent and its person are both asked, and whatever goes wrong denies. */
export function decideProductAction(set: PolicySet, question: ProductQuestion): Decision {
  try {
    const actors = actorsOf(question.principal, set.index.entities);
    return strictest(
      actors.map((actor) => decideAs(set, question, actor)),
      set.version,
    );
  } catch {
    return deny(set, 'engine-failure', []);
  }
}

function decideAs(set: PolicySet, { action, resource, context }: ProductQuestion, actor: Actor): Decision {
  const actions = [action, ...ancestors].map((id) => entityKey('CS::Action', id));
  const slice = sliceFor(set, { actions, principalType: actor.uid.type, principals: actorKeys(actor) }, 'whole');
  const actionUid = { type: 'CS::Action', id: action };
  const entity = productEntity(resource);
  const request = {
    principal: actor.uid,
    action: actionUid,
    resource: { type: productResourceTypes[resource.kind], id: resource.id },
    context: productContext(context),
    entities: [...actor.entities, actionEntity(actionUid, ancestors, set.index.entities), entity, parametersEntity({})],
  };
  return judge(set, slice, { request, approvals: context.approvals, unknown: { tags: false, resource: false } });
}

function productEntity({ kind, id, owner }: ProductResource): EntityJson {
  return { uid: { type: productResourceTypes[kind], id }, attrs: ownerAttributes(owner), parents: [] };
}

function ownerAttributes(owner: Owner | undefined): Record<string, CedarValueJson> {
  if (owner === undefined) return {};
  const person = owner.kind === 'user' ? owner.id : owner.onBehalfOf?.id;
  const entity = { owner: { __entity: uidOfPrincipal(owner) } };
  return person === undefined ? entity : { ...entity, person: { __entity: uidOfPrincipal({ kind: 'user', id: person }) } };
}
