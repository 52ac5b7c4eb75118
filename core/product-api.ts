/** The product's own API under the same policies as every call: who may list, read, revoke and open sessions. */

import { GatewayError } from './errors.ts';
import type { Channel, Decision, Principal } from './model.ts';
import type { PolicySet } from './policy/policy-set.ts';
import { decideProductAction, type Owner, type ProductAction, type ProductResource } from './policy/product-action.ts';
import type { Now } from './ports.ts';

/** Who asks the product's own API, by a verified and unrevoked token. */
export type ApiCaller = {
  readonly principal: Principal;
  readonly tokenIssuedAt: string;
  readonly tokenExpiresAt: string;
  /** The interactive sign-in behind the token, when its issuer tells it. */
  readonly signedInAt?: string;
  readonly sourceIp: string;
  readonly client?: string;
  readonly channel: Channel;
};

export type Asked = {
  readonly action: ProductAction;
  readonly resource: ProductResource;
  /** It opens a break-glass session, with a reason that was looked at. */
  readonly breakGlass?: true;
};

export type ProductPorts = { readonly policies: () => PolicySet; readonly now: Now; readonly timeZone: string };

export function decideProduct(caller: ApiCaller, asked: Asked, ports: ProductPorts): Decision {
  const { principal, sourceIp, channel } = caller;
  const { action, resource, breakGlass = false } = asked;
  return decideProductAction(ports.policies(), {
    principal,
    action,
    resource,
    context: {
      now: ports.now(),
      timeZone: ports.timeZone,
      sourceIp,
      channel,
      isMfa: principal.isMfa,
      breakGlass,
      hasReason: breakGlass,
      approvals: [],
      connection: '',
    },
  });
}

/** Errors: `denied`, with the sentences of the policies that decided. */
export function requireProduct(caller: ApiCaller, asked: Asked, ports: ProductPorts): Decision {
  const decision = decideProduct(caller, asked, ports);
  if (decision.outcome === 'allow') return decision;
  const sentences = decision.policies.map((policy) => policy.reason ?? policy.id);
  const because = sentences.length === 0 ? 'No policy permits it to you.' : sentences.join(' ');
  throw new GatewayError('denied', `${asked.action} on ${asked.resource.kind} is denied. ${because}`);
}

/** The owner of something recorded, by principal id: the caller itself, or somebody else of whom nothing more needs to be known. */
export function ownerOf(id: string, caller: ApiCaller): Owner {
  return id === caller.principal.id ? caller.principal : { kind: 'user', id };
}
