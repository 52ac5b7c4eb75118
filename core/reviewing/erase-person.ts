/** Erases a person from the pseudonyms of the record (GDPR article 17): the keys that lead to them are destroyed, no event is touched. */

import { GatewayError } from '../errors.ts';
import { maskJson, maskText } from '../masking/mask-text.ts';
import { groupOf, type PersonKeys } from '../masking/person-keys.ts';
import type { NewId } from '../ports.ts';
import { type ApiCaller, type ProductPorts, requireProduct } from '../product-api.ts';
import type { EventDraft } from '../recording/draft.ts';
import { type Keyring, purposeKey } from '../sealed.ts';

export type ErasingPorts = ProductPorts & {
  readonly newId: NewId;
  readonly keyring: Keyring;
  readonly record: (draft: EventDraft) => Promise<unknown>;
  readonly personKeys: PersonKeys;
};

/** `values`: what the person is known by, each as it would stand in a reply: an e-mail address, a telephone number, a customer number. */
export type ErasureAsked = { readonly values: readonly string[]; readonly reason: string };

const mostValues = 50;
const longestValue = 320;

/**
 * Recorded before it is done, without the values. Pseudonyms of every epoch are cut off, and those of the few others whose values
 * fall into the same groups. Errors: `malformed-request`, `denied`, `recorder-unavailable`.
 */
export async function erasePerson(
  caller: ApiCaller,
  asked: ErasureAsked,
  ports: ErasingPorts,
): Promise<{ readonly keys: number }> {
  requireValues(asked.values);
  requireProduct(caller, { action: 'countersign:ErasePerson', resource: { kind: 'principal', id: '*' } }, ports);
  const groups = groupsOf(asked.values, ports.keyring);
  await ports.record(erasureEvent(caller, { ...asked, keys: groups.length }, ports.newId()));
  await ports.personKeys.destroy(groups);
  return { keys: groups.length };
}

/** A value has a group in each epoch. */
function groupsOf(values: readonly string[], keyring: Keyring): readonly number[] {
  const secrets = [...keyring.roots.keys()].flatMap((id) => purposeKey(keyring, 'pseudonym', id) ?? []);
  return [...new Set(secrets.flatMap((secret) => values.map((value) => groupOf(secret, value))))];
}

function requireValues(values: readonly string[]): void {
  const isRight = values.every((value) => value.trim().length > 0 && value.length <= longestValue);
  if (values.length > 0 && values.length <= mostValues && isRight) return;
  throw new GatewayError(
    'malformed-request',
    `An erasure names 1 to ${mostValues} values that the person is known by, of ${longestValue} characters at most each.`,
  );
}

function erasureEvent(caller: ApiCaller, asked: ErasureAsked & { readonly keys: number }, callId: string): EventDraft {
  return {
    kind: 'erasure',
    channel: caller.channel,
    callId,
    sourceIp: caller.sourceIp,
    principal: caller.principal,
    reason: maskText(asked.reason),
    detail: maskJson({ state: 'erased', values: asked.values.length, keys: asked.keys }),
    ...(caller.client === undefined ? {} : { client: maskText(caller.client) }),
  };
}
