/** The tags that a decision rests on: what guardrails in reach looked at, so that AWS can be told to hold the call to it (threats 7). */

import { slicesOf } from './decide.ts';
import type { PolicySet } from './policy-set.ts';
import type { Question } from './question.ts';

/** One key of one resource as it was decided on; without a value the resource does not have it. */
export type DecidedTag = { readonly arn: string; readonly service: string; readonly key: string; readonly value?: string };

/** `created`: ARNs of what the call makes itself, which has no tags yet. Reads change nothing that a tag protects. */
export function decidedTags(set: PolicySet, question: Question, created: ReadonlySet<string>): readonly DecidedTag[] {
  const { principal, call, resources } = question;
  if (call.access === 'list' || call.access === 'read') return [];
  const forbids = slicesOf(set, principal, call).flatMap(({ policies }) => policies.filter(({ effect }) => effect === 'forbid'));
  const keys = [...new Set(forbids.flatMap(({ reads }) => [...reads.tagKeys]))].sort();
  const existing = resources.filter(({ arn, tagsKnown }) => tagsKnown && !created.has(arn));
  return existing.flatMap(({ arn, service, tags }) =>
    keys.map((key) => ({ arn, service, key, ...(tags[key] === undefined ? {} : { value: tags[key] }) })).filter(isTold(tags)),
  );
}

/** IAM does not tell `Env` from `env` in a condition's key; Cedar does. */
function isTold(tags: Readonly<Record<string, string>>) {
  return ({ key }: DecidedTag) => !Object.keys(tags).some((each) => each !== key && each.toLowerCase() === key.toLowerCase());
}
