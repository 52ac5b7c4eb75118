/** Whether a recorded call can be decided again: a fact that was masked, or never read, makes the answer indeterminate, never a guess. */

import { slicesOf } from './decide.ts';
import type { Policy } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import { maskMark, type RecordedCall } from './recorded-call.ts';
import { tagChangeOf } from './tag-change.ts';
import { mcpService } from './tool-call.ts';

/** What the policies would look at and the record does not hold; `undefined` when nothing is missing. */
export function missingFact(set: PolicySet, recorded: RecordedCall): string | undefined {
  if (recorded.question.call.account === '' && recorded.question.call.service !== mcpService)
    return 'the account of the call is not in the record';
  const { principal, call } = recorded.question;
  const policies = new Set(slicesOf(set, principal, call).flatMap((slice) => slice.policies));
  return (
    missingParameter(policies, recorded) ??
    maskedResource(policies, recorded) ??
    missingTag(policies, recorded) ??
    maskedPrincipal(policies, recorded) ??
    missingTagKeys(set, recorded)
  );
}

function missingParameter(
  policies: ReadonlySet<Policy>,
  { question, hasParameters, maskedPaths }: RecordedCall,
): string | undefined {
  const read = [...policies].flatMap(({ reads }) => [...reads.parameters]);
  if (read.length === 0) return undefined;
  if (!hasParameters) return 'the parameters stand in another event';
  const path = read.find((each) => maskedPaths.some((masked) => overlaps(recordedPath(each, question.call), masked)));
  return path === undefined ? undefined : `the parameter ${path} was masked`;
}

function maskedResource(policies: ReadonlySet<Policy>, { question }: RecordedCall): string | undefined {
  const names = [...policies].some(({ reads }) => reads.resource);
  return names && question.resources.some(({ arn }) => arn.includes(maskMark)) ? 'the name of a resource was masked' : undefined;
}

function missingTag(policies: ReadonlySet<Policy>, { question }: RecordedCall): string | undefined {
  const keys = [...policies].flatMap(({ reads }) => [...reads.tagKeys]);
  const readsTags = [...policies].some(({ reads }) => reads.tags || reads.tagsKnown);
  if (!readsTags) return undefined;
  const unread = question.resources.find(({ tagsKnown }) => !tagsKnown);
  if (unread !== undefined) return `the tags of ${unread.arn} are not in the record`;
  const masked = question.resources.find(({ tags }) => keys.some((key) => tags[key]?.includes(maskMark)));
  return masked === undefined ? undefined : `a tag of ${masked.arn} was masked`;
}

function maskedPrincipal(policies: ReadonlySet<Policy>, { question }: RecordedCall): string | undefined {
  const { claims, email = '', onBehalfOf } = question.principal;
  const isMasked = [email, ...Object.values(claims), ...Object.values(onBehalfOf?.claims ?? {})].some((value) =>
    value.includes(maskMark),
  );
  const looks = isMasked && [...policies].some(({ conditions }) => JSON.stringify(conditions).includes('"principal"'));
  return looks ? 'a claim of the principal was masked' : undefined;
}

/** A guarded tag may be among what a tagging call changes. */
function missingTagKeys({ index }: PolicySet, { question, hasParameters }: RecordedCall): string | undefined {
  if (index.tagGuards.length === 0) return undefined;
  const change = tagChangeOf(question.call);
  if (change === undefined) return undefined;
  if (!hasParameters) return 'the tags that it changes stand in another event';
  return [...change.keys].some((key) => key.includes(maskMark)) ? 'a tag that it changes was masked' : undefined;
}

/** Where the record holds what policies call `path`: the arguments of a tool stand among its parameters. */
function recordedPath(path: string, { service, operation }: RecordedCall['question']['call']): string {
  return service === mcpService && operation === 'tools/call' ? `arguments.${path}` : path;
}

/** One leads to, into or through the other: `Tags[].Value` and `Tags[3]`. */
function overlaps(read: string, masked: string): boolean {
  const [one, other] = [namesOf(read), namesOf(masked)];
  return Array.from({ length: Math.min(one.length, other.length) }, (_, index) => one[index] === other[index]).every(Boolean);
}

function namesOf(path: string): readonly string[] {
  return path.split(/[.[\]{}]+/).filter((name) => name !== '' && name !== '*' && !/^\d+$/.test(name));
}
