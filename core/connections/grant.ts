/** What an assumed role may do for one call: the statements of its narrowing policy, before they are written as IAM writes them. */

import type { Json } from '../model.ts';

export type Grant = {
  readonly actions: readonly string[];
  /** ARNs, with IAM's wildcards where a name ends in what AWS chooses; `*` where IAM asks for no resource. */
  readonly resources: readonly string[];
  readonly condition?: { readonly [operator: string]: { readonly [key: string]: Json } };
};

/** IAM's prefix of an action: `s3` of `s3:PutObject`. */
export function prefixOf(action: string): string {
  return action.split(':', 1)[0] ?? action;
}
