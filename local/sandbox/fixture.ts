/** What one service of the sandbox is made of, and what each of its operations gets. */

import type { HttpReply, HttpRequest } from '#core/http.ts';
import type { Json } from '#core/model.ts';
import type { AccessKey, AccessKeys } from './access-keys.ts';
import type { Store } from './store.ts';

/** Parameters as the protocol's reader gives them: query texts stay texts, numbered names become lists. */
export type Input = { readonly [name: string]: Json };

/** A reply by wire names; members that are `undefined` are left out. */
export type Output = { readonly [name: string]: OutputValue };
export type OutputValue = null | boolean | number | string | undefined | readonly OutputValue[] | Output;

export type Context = {
  readonly account: string;
  readonly region: string;
  readonly caller: AccessKey;
  readonly keys: AccessKeys;
  readonly externalId: string | undefined;
  readonly store: Store;
  readonly now: string;
  readonly newId: () => string;
};

export type Operation = {
  /** Names that the operation understands, separated by spaces. Any other is refused: the sandbox ignores nothing silently. */
  readonly members: string;
  readonly run: (input: Input, context: Context) => Output;
};

export type Operations = Readonly<Record<string, Operation>>;

export type Fixture =
  | { readonly protocol: 'ec2' | 'query'; readonly namespace: string; readonly version: string; readonly operations: Operations }
  | { readonly protocol: 'json'; readonly version: '1.0' | '1.1'; readonly targetPrefix: string; readonly operations: Operations }
  | { readonly protocol: 's3'; readonly operationOf: (request: HttpRequest) => S3Operation };

export type S3Operation = {
  readonly name: string;
  /** Its IAM action, where it is not the operation's name. */
  readonly action: string;
  readonly run: (request: HttpRequest, context: Context) => HttpReply;
};
