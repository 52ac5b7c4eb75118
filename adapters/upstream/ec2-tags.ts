/** Tags of EC2 resources: DescribeTags for up to 200 ids at once, page by page. */

import { readXml, type XmlElement } from '#core/protocols/aws/codec/xml-reader.ts';
import type { TagClient, TagReader, Tags } from './tag-client.ts';

type Tagged = readonly [id: string, key: string, value: string];

/** EC2's limit on the values of one filter. */
const idsAtOnce = 200;
const maxPages = 50;
/** A page of 1,000 tags has five elements a tag. */
const replyBounds = { depth: 8, values: 10_000 };

const id = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:[0-9a-f]{8,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** Their ARNs end in a name of the account's own choice, which may look like an id. */
const namedTypes: ReadonlySet<string> = new Set(['key-pair', 'placement-group']);

/** A resource whose id is not written out (`instance/*`, a key pair's name) is left out. */
export const readEc2Tags: TagReader = async (client, resources) => {
  const byId = resources.filter(({ type }) => !namedTypes.has(type));
  const arns = new Map(byId.map(({ arn }) => [arn, arn.slice(arn.lastIndexOf('/') + 1)]));
  const ids = [...new Set(arns.values())].filter((text) => id.test(text));
  const batches = Array.from({ length: Math.ceil(ids.length / idsAtOnce) }, (_, index) =>
    ids.slice(index * idsAtOnce, (index + 1) * idsAtOnce),
  );
  const tagged = (await Promise.all(batches.map((batch) => describeTags(client, batch)))).flat();
  const known = new Set(ids);
  return new Map([...arns].filter(([, text]) => known.has(text)).map(([arn, text]) => [arn, tagsFor(text, tagged)]));
};

function tagsFor(id: string, tagged: readonly Tagged[]): Tags {
  return Object.fromEntries(tagged.filter(([owner]) => owner === id).map(([, key, value]) => [key, value]));
}

async function describeTags(client: TagClient, ids: readonly string[]): Promise<readonly Tagged[]> {
  const values = ids.map((id, index) => [`Filter.1.Value.${index + 1}`, id]);
  const filter = { 'Filter.1.Name': 'resource-id', ...Object.fromEntries(values) };
  const found: Tagged[] = [];
  let token: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const next = token === undefined ? {} : { NextToken: token };
    const fields = { Action: 'DescribeTags', Version: '2016-11-15', MaxResults: '1000', ...filter, ...next };
    const root = readXml(await client.form(fields), replyBounds);
    found.push(...taggedIn(root));
    token = childText(root, 'nextToken');
    if (token === undefined || token === '') return found;
  }
  throw new Error('too many pages');
}

function taggedIn(root: XmlElement): readonly Tagged[] {
  const set = root.children.find(({ name }) => name === 'tagSet');
  if (root.name !== 'DescribeTagsResponse' || set === undefined) throw new TypeError('not a list of tags');
  return set.children.map((item) => [required(item, 'resourceId'), required(item, 'key'), childText(item, 'value') ?? '']);
}

function required(element: XmlElement, name: string): string {
  const text = childText(element, name);
  if (text !== undefined) return text;
  throw new TypeError(`no ${name}`);
}

function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}
