/** How far an assumed role's session policy reaches: by actions, and for what it denies by the tags of resources. A floor, not IAM. */

import type { Json } from '#core/model.ts';
import type { Input } from './fixture.ts';
import { isInput } from './input.ts';
import type { Tags } from './tags-of.ts';

/** False when a session policy is there and no Allow names the action, or a Deny does whose condition holds of one of its resources. */
export function isWithinSession(policy: string | undefined, action: string, tagsOf: (arn: string) => Tags): boolean {
  if (policy === undefined) return true;
  const statements = asList(statementsOf(JSON.parse(policy))).filter(isInput);
  const matching = statements.filter((statement) => asList(statement.Action).some((pattern) => matches(String(pattern), action)));
  const isDenied = matching.some((statement) => statement.Effect === 'Deny' && holds(statement, tagsOf));
  return matching.some(({ Effect }) => Effect === 'Allow') && !isDenied;
}

/** A condition that is not known here holds: what denies must not be passed by. */
function holds({ Condition, Resource }: Input, tagsOf: (arn: string) => Tags): boolean {
  if (Condition === undefined || !isInput(Condition)) return true;
  const tests = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(isInput(keys) ? keys : {}).map(([key, value]) => ({ operator, key, value: String(value) })),
  );
  return asList(Resource).some((arn) => tests.every((test) => isMet(test, tagsOf(String(arn)))));
}

type Test = { readonly operator: string; readonly key: string; readonly value: string };

function isMet({ operator, key, value }: Test, tags: Tags): boolean {
  const tag = key.startsWith('aws:ResourceTag/') ? tags[key.slice('aws:ResourceTag/'.length)] : undefined;
  if (operator === 'Null') return (tag === undefined) === (value === 'true');
  // A negated operator holds of a key that is not there (IAM's reference, "Condition operators").
  return operator !== 'StringNotEquals' || tag !== value.replaceAll(/\$\{([*?$])\}/g, '$1');
}

function statementsOf(policy: Json): Json | undefined {
  return isInput(policy) ? policy.Statement : undefined;
}

function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function matches(pattern: string, action: string): boolean {
  return wildcard(pattern).test(action);
}

/** IAM's and EC2's wildcards: `*` and `?`. */
export function wildcard(pattern: string, flags = 'i'): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, `${flags}s`);
}
