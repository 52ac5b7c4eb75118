/** Amazon Resource Names: built from parts, and taken apart again. */

export type Arn = {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
};

/** Region names begin with their partition's own prefix; every other region is in `aws`. */
const prefixes: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['us-iso-', 'aws-iso'],
  ['eu-isoe-', 'aws-iso-e'],
];

export function partitionOf(region: string): string {
  return prefixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** @example formatArn({ partition: 'aws', service: 'sqs', region: 'eu-west-1', account: '123456789012', resource: 'jobs' }) */
export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** `undefined` for what is no ARN. The resource may hold colons and slashes of its own. */
export function parseArn(text: string): Arn | undefined {
  const [scheme, partition, service, region, account, ...rest] = text.split(':');
  const resource = rest.join(':');
  if (scheme !== 'arn' || !partition || !service || region === undefined || account === undefined || resource === '')
    return undefined;
  return { partition, service, region, account, resource };
}
