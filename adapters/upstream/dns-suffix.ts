/** The DNS suffix of an AWS partition: hosts come from this table alone. */

import { GatewayError } from '#core/errors.ts';

const suffixes: ReadonlyMap<string, string> = new Map([
  ['aws', 'amazonaws.com'],
  ['aws-us-gov', 'amazonaws.com'],
  ['aws-cn', 'amazonaws.com.cn'],
  ['aws-eusc', 'amazonaws.eu'],
]);

/** @param partition the second part of an ARN. Errors: `upstream-unreachable` for a partition that the table does not have. */
export function dnsSuffix(partition: string | undefined): string {
  const suffix = suffixes.get(partition ?? '');
  if (suffix !== undefined) return suffix;
  throw new GatewayError('upstream-unreachable', `The partition "${partition ?? ''}" is not known. Nothing was done.`);
}
