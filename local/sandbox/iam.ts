/** IAM: users, so that a refused `iam create-user` is known to have been able to work. */

import type { Context, Fixture, Input, Output } from './fixture.ts';
import { hexId } from './hex-id.ts';
import { optionalInteger, optionalText, tagMap, text } from './input.ts';
import { pageOf } from './page.ts';
import { SandboxError } from './sandbox-error.ts';
import type { Collection } from './store.ts';

type User = {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdAt: string;
  readonly tags: Readonly<Record<string, string>>;
};

export const iam: Fixture = {
  protocol: 'query',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  version: '2010-05-08',
  operations: {
    CreateUser: { members: 'UserName Path Tags PermissionsBoundary', run: createUser },
    GetUser: { members: 'UserName', run: getUser },
    ListUsers: { members: 'PathPrefix Marker MaxItems', run: listUsers },
  },
};

function createUser(input: Input, context: Context): Output {
  const name = text(input, 'UserName');
  if (users(context).get(name) !== undefined)
    throw new SandboxError('EntityAlreadyExists', `User with name ${name} already exists.`, 409);
  const user: User = {
    id: `AIDA${hexId(context, 17).toUpperCase()}`,
    name,
    path: optionalText(input, 'Path') ?? '/',
    createdAt: context.now,
    tags: tagMap(input, 'Tags'),
  };
  users(context).set(name, user);
  return { User: described(user, context) };
}

function getUser(input: Input, context: Context): Output {
  const name = text(input, 'UserName');
  const user = users(context).get(name);
  if (user === undefined) throw new SandboxError('NoSuchEntity', `The user with name ${name} cannot be found.`, 404);
  return { User: { ...described(user, context), Tags: Object.entries(user.tags).map(([Key, Value]) => ({ Key, Value })) } };
}

function listUsers(input: Input, context: Context): Output {
  const prefix = optionalText(input, 'PathPrefix') ?? '/';
  const matching = users(context)
    .list()
    .filter(({ path }) => path.startsWith(prefix));
  const page = pageOf(matching, optionalInteger(input, 'MaxItems') ?? 100, optionalText(input, 'Marker'));
  return {
    Users: page.items.map((user) => described(user, context)),
    IsTruncated: page.nextToken !== undefined,
    Marker: page.nextToken,
  };
}

function described({ id, name, path, createdAt }: User, { account }: Context): Output {
  return { Path: path, UserName: name, UserId: id, Arn: `arn:aws:iam::${account}:user${path}${name}`, CreateDate: createdAt };
}

function users({ store }: Context): Collection<User> {
  return store.collection('users');
}
