/** Tags by the operations of the query protocol, and of S3: XML, read strictly. */

import type { Resource } from '#core/model.ts';
import { readXml, type XmlElement } from '#core/protocols/aws/codec/xml-reader.ts';
import { readEach, type TagClient, type TagReader, type Tags } from './tag-client.ts';

const bounds = { depth: 12, values: 10_000 };

/** Fields of one request; its answer's tags stand in the one element of a name. */
type Query = { readonly fields: Readonly<Record<string, string>>; readonly list: string };

export const readTopicTags: TagReader = queried(({ arn }) => ({
  fields: { Action: 'ListTagsForResource', Version: '2010-03-31', ResourceArn: arn },
  list: 'Tags',
}));

export const readDatabaseTags: TagReader = queried(({ arn }) => ({
  fields: { Action: 'ListTagsForResource', Version: '2014-10-31', ResourceName: arn },
  list: 'TagList',
}));

/** A stack's own tags; what stands in nested ones is theirs. A stack set has an operation of its own. */
export const readStackTags: TagReader = queried(({ arn }) => {
  const name = /:stack\/([^/]+)\//.exec(arn)?.[1];
  if (name === undefined) throw new TypeError('not a stack');
  return { fields: { Action: 'DescribeStacks', Version: '2010-05-15', StackName: name }, list: 'Tags' };
});

const identityOperations: Readonly<Record<string, readonly [operation: string, parameter: string]>> = {
  'instance-profile': ['ListInstanceProfileTags', 'InstanceProfileName'],
  role: ['ListRoleTags', 'RoleName'],
  user: ['ListUserTags', 'UserName'],
};

/** Named by the last part of a path; a policy by its ARN. */
export const readIdentityTags: TagReader = queried(({ arn, type }) => {
  const version = { Version: '2010-05-08', MaxItems: '100' };
  if (type === 'policy') return { fields: { Action: 'ListPolicyTags', ...version, PolicyArn: arn }, list: 'Tags' };
  const [operation, parameter] = identityOperations[type] ?? [];
  if (operation === undefined || parameter === undefined) throw new TypeError('has no tags');
  return { fields: { Action: operation, ...version, [parameter]: arn.slice(arn.lastIndexOf('/') + 1) }, list: 'Tags' };
});

/** Buckets and objects. What is not there, and what has no tags, has none; a bucket that is another account's is refused. */
export const readS3Tags: TagReader = (client, resources) =>
  readEach(resources, async ({ arn, type }) => {
    const name = arn.slice(arn.indexOf(':::') + 3);
    if (type !== 'bucket' && type !== 'object') throw new TypeError('neither a bucket nor an object');
    return tagSet(client, `/${name.split('/').map(rawSegment).join('/')}`);
  });

const noTags = new Set(['NoSuchTagSet', 'NoSuchKey', 'NoSuchBucket']);

async function tagSet(client: TagClient, path: string): Promise<Tags> {
  try {
    return tagsIn(readXml(await client.get(path, 'tagging='), bounds), 'TagSet');
  } catch (error) {
    if (error instanceof Error && noTags.has(error.message)) return {};
    throw error;
  }
}

function rawSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function queried(queryOf: (resource: Resource) => Query): TagReader {
  return (client, resources) =>
    readEach(resources, async (resource) => {
      const { fields, list } = queryOf(resource);
      const root = readXml(await client.form(fields), bounds);
      if (find(root, 'IsTruncated')?.text === 'true') throw new Error('more than one page');
      return tagsIn(root, list);
    });
}

/** The one list of that name. None, as AWS answers where there is no tag to list, is none. */
function tagsIn(root: XmlElement, list: string): Tags {
  const found = find(root, list);
  return Object.fromEntries((found?.children ?? []).map((tag) => [required(tag, 'Key'), required(tag, 'Value')]));
}

function find(element: XmlElement, name: string): XmlElement | undefined {
  if (element.name === name) return element;
  for (const child of element.children) {
    const found = find(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function required(element: XmlElement, name: string): string {
  const child = element.children.find((each) => each.name === name);
  if (child === undefined) throw new TypeError(`no ${name}`);
  return child.text;
}
