/** How an operation is settled that its request does not name for sure: by which rule, and as what. */

import type { Catalog } from '#core/catalog/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { HttpRequest } from '#core/http.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';

export type SettlingRule = 'deprecated-twin' | 'part-of-rds' | 'signed-otherwise' | 'service-prefix';

/** What the rules say, as `docs/reference/wire.md` has it. */
export const settlingRules: Readonly<Record<SettlingRule, string>> = {
  'deprecated-twin': 'one request under two names: the one that is not deprecated stands',
  'part-of-rds': 'one endpoint, version and signing name, and a part of the API of rds: rds stands',
  'signed-otherwise':
    'signed as another service than its own, which is not taken: refused, or what the same request is for its own service',
  'service-prefix':
    'the prefix `/_svc/<service>` names the service; without it policies are asked about each, the strictest holds, and what does not only read is refused',
};

/** `undefined` for an operation that its request alone names. */
export type Settled = { readonly rule: SettlingRule; readonly among: readonly string[] } | undefined;

/** Throws for an operation that is taken for another without a rule. */
export function settled(operation: Operation, request: HttpRequest, catalog: Catalog): Settled {
  const candidates = candidatesOf(operation, request, catalog);
  const among = candidates.map(({ service, name }) => `${service}:${name}`);
  const isNamed = candidates.includes(operation);
  if (isNamed && candidates.length === 1) return undefined;
  if (isNamed) return { rule: 'service-prefix', among };
  if (operation.signingName !== undefined) return { rule: 'signed-otherwise', among };
  const [first, ...others] = candidates;
  if (first === undefined || others.length > 0 || !isSame(first, operation)) {
    throw new Error(`${operation.service}:${operation.name} is taken for ${among.join(', ') || 'nothing'}`);
  }
  return { rule: first.service === operation.service ? 'deprecated-twin' : 'part-of-rds', among };
}

function candidatesOf({ service }: Operation, request: HttpRequest, catalog: Catalog): readonly Operation[] {
  try {
    return identify(request, catalog.services.get(service)?.signingName ?? service, catalog).candidates;
  } catch {
    return [];
  }
}

/** Policies decide on both alike. */
function isSame(one: Operation, other: Operation): boolean {
  return one.access === other.access && one.actions.join() === other.actions.join();
}
