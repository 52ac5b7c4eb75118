/** EC2: create, delete and describe the tags of instances. */

import { type Instance, instances, instancesHere, passesFilters, refuseDryRun } from './ec2-instance.ts';
import type { Context, Input, Output } from './fixture.ts';
import { objects, optionalInteger, optionalText, tagMap, text, texts } from './input.ts';
import { pageOf } from './page.ts';
import { SandboxError } from './sandbox-error.ts';

export function createTags(input: Input, context: Context): Output {
  const tags = tagMap(input, 'Tag');
  return retag(input, context, (old) => ({ ...old, ...tags }));
}

/** A tag with a value goes only when the value is the same; without one it goes whatever its value. */
export function deleteTags(input: Input, context: Context): Output {
  const doomed = objects(input, 'Tag');
  const isDoomed = ([key, value]: readonly [string, string]) =>
    doomed.some((tag) => text(tag, 'Key') === key && (optionalText(tag, 'Value') ?? value) === value);
  const keep = (old: Instance['tags']) =>
    Object.fromEntries(Object.entries(old).filter((tag) => doomed.length > 0 && !isDoomed(tag)));
  return retag(input, context, keep);
}

export function describeTags(input: Input, context: Context): Output {
  const all = instancesHere(context).flatMap(({ id, tags }) =>
    Object.entries(tags).map(([key, value]) => ({ resourceId: id, resourceType: 'instance', key, value })),
  );
  const matching = all.filter((tag) => passesFilters(input, (name) => tagFilterValues(tag, name)));
  const page = pageOf(matching, optionalInteger(input, 'MaxResults'), optionalText(input, 'NextToken'));
  return { tagSet: page.items, nextToken: page.nextToken };
}

type Tag = { readonly resourceId: string; readonly resourceType: string; readonly key: string; readonly value: string };

function tagFilterValues(tag: Tag, name: string): readonly string[] | undefined {
  if (name.startsWith('tag:')) return tag.key === name.slice('tag:'.length) ? [tag.value] : [];
  const known: Readonly<Record<string, string>> = {
    'resource-id': tag.resourceId,
    'resource-type': tag.resourceType,
    key: tag.key,
    value: tag.value,
  };
  const value = known[name];
  return value === undefined ? undefined : [value];
}

function retag(input: Input, context: Context, change: (tags: Instance['tags']) => Instance['tags']): Output {
  const here = new Map(instancesHere(context).map((instance) => [instance.id, instance]));
  const ids = texts(input, 'ResourceId');
  const missing = ids.find((id) => !here.has(id));
  if (ids.length === 0 || missing !== undefined) throw new SandboxError('InvalidID', `The ID '${missing ?? ''}' is not valid`);
  refuseDryRun(input);
  for (const id of ids) {
    const instance = here.get(id);
    if (instance !== undefined) instances(context).set(id, { ...instance, tags: change(instance.tags) });
  }
  return { return: true };
}
