/** Systems Manager's Parameter Store. A SecureString without decryption comes as a made-up ciphertext. */

import { createHash } from 'node:crypto';
import type { Context, Fixture, Input, Output } from './fixture.ts';
import { isSet, optionalInteger, optionalText, tagMap, text, texts } from './input.ts';
import { pageOf } from './page.ts';
import { SandboxError } from './sandbox-error.ts';
import type { Collection } from './store.ts';

export type Parameter = {
  readonly name: string;
  readonly region: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
  readonly version: number;
  readonly changedAt: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
};

export const ssm: Fixture = {
  protocol: 'json',
  version: '1.1',
  targetPrefix: 'AmazonSSM',
  operations: {
    PutParameter: { members: 'Name Value Type Overwrite Description KeyId Tags Tier DataType', run: putParameter },
    GetParameter: {
      members: 'Name WithDecryption',
      run: (input, context) => ({ Parameter: shown(found(text(input, 'Name'), context), input, context) }),
    },
    GetParameters: { members: 'Names WithDecryption', run: getParameters },
    GetParametersByPath: { members: 'Path Recursive WithDecryption MaxResults NextToken', run: getParametersByPath },
    DescribeParameters: { members: 'MaxResults NextToken', run: describeParameters },
    ListTagsForResource: { members: 'ResourceType ResourceId', run: listTags },
    AddTagsToResource: { members: 'ResourceType ResourceId Tags', run: addTags },
  },
};

function putParameter(input: Input, context: Context): Output {
  const name = text(input, 'Name');
  const earlier = parameters(context).get(key(context, name));
  if (earlier !== undefined && !isSet(input, 'Overwrite')) {
    throw new SandboxError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option to true.',
    );
  }
  const description = optionalText(input, 'Description') ?? earlier?.description;
  const parameter: Parameter = {
    name,
    region: context.region,
    type: typeOf(optionalText(input, 'Type') ?? earlier?.type),
    value: text(input, 'Value'),
    version: (earlier?.version ?? 0) + 1,
    changedAt: context.now,
    ...(description === undefined ? {} : { description }),
    tags: { ...earlier?.tags, ...tagMap(input, 'Tags') },
  };
  parameters(context).set(key(context, name), parameter);
  return { Version: parameter.version, Tier: 'Standard' };
}

function typeOf(type: string | undefined): Parameter['type'] {
  if (type === 'String' || type === 'StringList' || type === 'SecureString') return type;
  throw new SandboxError('ValidationException', 'A parameter type is required: String, StringList or SecureString.');
}

function getParameters(input: Input, context: Context): Output {
  const names = texts(input, 'Names');
  const known = names.flatMap((name) => parameters(context).get(key(context, name)) ?? []);
  return {
    Parameters: known.map((parameter) => shown(parameter, input, context)),
    InvalidParameters: names.filter((name) => known.every((parameter) => parameter.name !== name)),
  };
}

function getParametersByPath(input: Input, context: Context): Output {
  const prefix = `${text(input, 'Path').replace(/\/$/, '')}/`;
  const isBelow = ({ name }: Parameter) =>
    name.startsWith(prefix) && (isSet(input, 'Recursive') || !name.slice(prefix.length).includes('/'));
  const page = pageOf(here(context).filter(isBelow), optionalInteger(input, 'MaxResults'), optionalText(input, 'NextToken'));
  return { Parameters: page.items.map((parameter) => shown(parameter, input, context)), NextToken: page.nextToken };
}

function describeParameters(input: Input, context: Context): Output {
  const page = pageOf(here(context), optionalInteger(input, 'MaxResults'), optionalText(input, 'NextToken'));
  const described = page.items.map((parameter) => ({
    Name: parameter.name,
    ARN: arnOf(parameter, context),
    Type: parameter.type,
    LastModifiedDate: Date.parse(parameter.changedAt) / 1000,
    Description: parameter.description,
    Version: parameter.version,
    Tier: 'Standard',
    DataType: 'text',
  }));
  return { Parameters: described, NextToken: page.nextToken };
}

function listTags(input: Input, context: Context): Output {
  const { tags } = tagged(input, context);
  return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

function addTags(input: Input, context: Context): Output {
  const parameter = tagged(input, context);
  parameters(context).set(key(context, parameter.name), { ...parameter, tags: { ...parameter.tags, ...tagMap(input, 'Tags') } });
  return {};
}

function tagged(input: Input, context: Context): Parameter {
  if (text(input, 'ResourceType') !== 'Parameter')
    throw new SandboxError('InvalidResourceType', 'The sandbox has only parameters.');
  const parameter = parameters(context).get(key(context, text(input, 'ResourceId')));
  if (parameter !== undefined) return parameter;
  throw new SandboxError(
    'InvalidResourceId',
    'The resource ID is not valid. Verify that you entered the correct ID and try again.',
  );
}

function found(name: string, context: Context): Parameter {
  const parameter = here(context).find((candidate) => candidate.name === name || arnOf(candidate, context) === name);
  if (parameter !== undefined) return parameter;
  throw new SandboxError('ParameterNotFound', 'The parameter was not found.');
}

function shown(parameter: Parameter, input: Input, context: Context): Output {
  const isHidden = parameter.type === 'SecureString' && !isSet(input, 'WithDecryption');
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: isHidden ? ciphertextOf(parameter) : parameter.value,
    Version: parameter.version,
    LastModifiedDate: Date.parse(parameter.changedAt) / 1000,
    ARN: arnOf(parameter, context),
    DataType: 'text',
  };
}

function ciphertextOf({ name, version }: Parameter): string {
  return `AQICAHh${createHash('sha512').update(`${name} ${version}`).digest('base64')}`;
}

function arnOf({ name, region }: Parameter, { account }: Context): string {
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

function here(context: Context): readonly Parameter[] {
  return parameters(context)
    .list()
    .filter(({ region }) => region === context.region);
}

function parameters({ store }: Context): Collection<Parameter> {
  return store.collection('parameters');
}

function key({ region }: Context, name: string): string {
  return `${region} ${name}`;
}
