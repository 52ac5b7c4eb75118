/** The resources that one call is decided on: those it names, and one that stands for the account where it names none or not all. */

import type { ResourceFacts } from '../model.ts';
import type { Question } from './question.ts';
import type { Slice } from './slice.ts';

export type AskedResource = {
  readonly facts: ResourceFacts;
  readonly unknown: { readonly tags: boolean; readonly resource: boolean };
};

/** As many as AWS's batch operations take. */
const maxResources = 1_000;

/** Throws `RangeError` beyond 1,000 resources. */
export function askedResources({ call, resources }: Question): readonly AskedResource[] {
  if (resources.length > maxResources) throw new RangeError(`a call names more than ${maxResources} resources`);
  const named = resources.map((facts) => ({ facts, unknown: { tags: !facts.tagsKnown, resource: false } }));
  // A fact reader that loses a resource must not make the call easier.
  const read = new Set(resources.map(({ arn }) => arn));
  const isWhole = call.resourcesKnown && call.resources.every(({ arn }) => read.has(arn));
  if (isWhole && named.length > 0) return named;
  return [...named, { facts: accountResource(call, isWhole), unknown: { tags: !isWhole, resource: !isWhole } }];
}

/** What the policies of a slice can see of a resource, as one text: equal views have equal decisions. */
export function viewOf({ facts, unknown }: AskedResource, slice: Slice): string {
  const { arn, account, service, type, region, tags, tagsKnown, tool } = facts;
  const identity = slice.namesResources || tool !== undefined ? [arn, account] : [];
  const tagList = slice.readsTags ? Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
  return JSON.stringify([service, type, region, tagsKnown, unknown.resource, identity, tagList]);
}

function accountResource({ service, region, account }: Question['call'], isKnown: boolean): ResourceFacts {
  const arn = `arn:${partitionOf(region)}:${service}:${region}:${account}:*`;
  return { arn, service, type: 'account', region, account, tags: {}, tagsKnown: isKnown };
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
