/** Secrets Manager: secrets with versions, found by name, ARN or ARN without its suffix. */

import type { Context, Fixture, Input, Output } from './fixture.ts';
import { hexId } from './hex-id.ts';
import { optionalInteger, optionalText, tagMap, text, texts } from './input.ts';
import { pageOf } from './page.ts';
import { SandboxError } from './sandbox-error.ts';
import type { Collection } from './store.ts';

type Version = { readonly id: string; readonly string?: string; readonly binary?: string; readonly createdAt: string };
export type Secret = {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: string;
  /** The last is AWSCURRENT, the one before it AWSPREVIOUS. */
  readonly versions: readonly Version[];
};

export const secretsManager: Fixture = {
  protocol: 'json',
  version: '1.1',
  targetPrefix: 'secretsmanager',
  operations: {
    CreateSecret: { members: 'Name ClientRequestToken Description KmsKeyId SecretString SecretBinary Tags', run: createSecret },
    PutSecretValue: { members: 'SecretId ClientRequestToken SecretString SecretBinary VersionStages', run: putSecretValue },
    GetSecretValue: { members: 'SecretId VersionId VersionStage', run: getSecretValue },
    DescribeSecret: {
      members: 'SecretId',
      run: (input, context) => ({ ...described(found(input, context)), VersionIdsToStages: stages(found(input, context)) }),
    },
    ListSecrets: { members: 'MaxResults NextToken', run: listSecrets },
    TagResource: {
      members: 'SecretId Tags',
      run: (input, context) => retag(input, context, (tags) => ({ ...tags, ...tagMap(input, 'Tags') })),
    },
    UntagResource: {
      members: 'SecretId TagKeys',
      run: (input, context) =>
        retag(input, context, (tags) =>
          Object.fromEntries(Object.entries(tags).filter(([key]) => !texts(input, 'TagKeys').includes(key))),
        ),
    },
  },
};

function createSecret(input: Input, context: Context): Output {
  const name = text(input, 'Name');
  if (secrets(context).get(key(context.region, name)) !== undefined) {
    throw new SandboxError('ResourceExistsException', `A secret named ${name} already exists.`);
  }
  const description = optionalText(input, 'Description');
  const secret: Secret = {
    arn: `arn:aws:secretsmanager:${context.region}:${context.account}:secret:${name}-${hexId(context, 6)}`,
    name,
    region: context.region,
    ...(description === undefined ? {} : { description }),
    tags: tagMap(input, 'Tags'),
    createdAt: context.now,
    versions: hasValue(input) ? [versionOf(input, context)] : [],
  };
  secrets(context).set(key(context.region, name), secret);
  return { ARN: secret.arn, Name: name, VersionId: secret.versions[0]?.id };
}

function putSecretValue(input: Input, context: Context): Output {
  const secret = found(input, context);
  const version = versionOf(input, context);
  secrets(context).set(key(secret.region, secret.name), { ...secret, versions: [...secret.versions, version] });
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: ['AWSCURRENT'] };
}

function getSecretValue(input: Input, context: Context): Output {
  const secret = found(input, context);
  const version = versionAsked(input, secret);
  if (version === undefined)
    throw new SandboxError('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.");
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretString: version.string,
    SecretBinary: version.binary,
    VersionStages: stages(secret)[version.id] ?? [],
    CreatedDate: seconds(version.createdAt),
  };
}

function versionAsked(input: Input, secret: Secret): Version | undefined {
  const id = optionalText(input, 'VersionId');
  const stage = optionalText(input, 'VersionStage') ?? (id === undefined ? 'AWSCURRENT' : undefined);
  return secret.versions.find((version) => {
    const isStage = stage === undefined || (stages(secret)[version.id] ?? []).includes(stage);
    return isStage && (id === undefined || version.id === id);
  });
}

function listSecrets(input: Input, context: Context): Output {
  const here = secrets(context)
    .list()
    .filter((secret) => secret.region === context.region);
  const page = pageOf(here, optionalInteger(input, 'MaxResults'), optionalText(input, 'NextToken'));
  return {
    SecretList: page.items.map((secret) => ({ ...described(secret), SecretVersionsToStages: stages(secret) })),
    NextToken: page.nextToken,
  };
}

function described({ arn, name, description, tags, createdAt, versions }: Secret): Output {
  return {
    ARN: arn,
    Name: name,
    Description: description,
    CreatedDate: seconds(createdAt),
    LastChangedDate: seconds(versions.at(-1)?.createdAt ?? createdAt),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function stages({ versions }: Secret): Readonly<Record<string, readonly string[]>> {
  const labelled = ['AWSPREVIOUS', 'AWSCURRENT'].slice(-versions.length);
  return Object.fromEntries(versions.slice(-2).map(({ id }, index) => [id, [labelled[index] ?? '']]));
}

function retag(input: Input, context: Context, change: (tags: Secret['tags']) => Secret['tags']): Output {
  const secret = found(input, context);
  secrets(context).set(key(secret.region, secret.name), { ...secret, tags: change(secret.tags) });
  return {};
}

function found(input: Input, context: Context): Secret {
  const id = text(input, 'SecretId');
  const isNamed = (secret: Secret) => secret.name === id || secret.arn === id || secret.arn.replace(/-[^-]{6}$/, '') === id;
  const secret = secrets(context)
    .list()
    .find((candidate) => candidate.region === context.region && isNamed(candidate));
  if (secret !== undefined) return secret;
  throw new SandboxError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

function versionOf(input: Input, context: Context): Version {
  if (!hasValue(input))
    throw new SandboxError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  const string = optionalText(input, 'SecretString');
  const binary = optionalText(input, 'SecretBinary');
  const id = optionalText(input, 'ClientRequestToken') ?? hexId(context, 32);
  return { id, ...(string === undefined ? {} : { string }), ...(binary === undefined ? {} : { binary }), createdAt: context.now };
}

function hasValue(input: Input): boolean {
  return input.SecretString !== undefined || input.SecretBinary !== undefined;
}

export function secrets(context: Context): Collection<Secret> {
  return context.store.collection('secrets');
}

function key(region: string, name: string): string {
  return `${region}/${name}`;
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
