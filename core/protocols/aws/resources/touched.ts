/** What the services' readings of parameters are made of: resources of the call's own account, and those that an ARN names. */

import type { Json, Parameters, Resource } from '../../../model.ts';
import { formatArn, parseArn } from './arn.ts';

export type ResourceCall = {
  readonly service: string;
  readonly operation: string;
  readonly parameters: Parameters;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
};

/** `isWhole: false` says that the call may touch more, or something else, than is listed. */
export type Found = { readonly resources: readonly Resource[]; readonly isWhole: boolean };

/** A call that names nothing: it is about the account. */
export const theAccount: Found = { resources: [], isWhole: true };
export const unknowable: Found = { resources: [], isWhole: false };

/** How one kind of resource is named. */
export type Kind = {
  readonly service: string;
  readonly type: string;
  /** The ARN's last part for a name: `secret:{name}`. */
  readonly path: (name: string) => string;
  /** What a name must look like; anything else is not one resource. */
  readonly name: RegExp;
  /** ARNs without region or account, as S3's and IAM's: the resource still is of the call's account unless shown otherwise. */
  readonly without?: 'region' | 'region-and-account' | 'account';
};

export function merge(parts: readonly Found[]): Found {
  return { resources: parts.flatMap(({ resources }) => resources), isWhole: parts.every(({ isWhole }) => isWhole) };
}

/** A resource of the call's own account and region, by its name. */
export function own(call: ResourceCall, kind: Kind, name: string): Found {
  if (!kind.name.test(name)) return unknowable;
  const hasRegion = kind.without === undefined || kind.without === 'account';
  const hasAccount = kind.without === undefined || kind.without === 'region';
  const arn = formatArn({
    partition: call.partition,
    service: kind.service,
    region: hasRegion ? call.region : '',
    account: hasAccount ? call.account : '',
    resource: kind.path(name),
  });
  return {
    resources: [{ arn, service: kind.service, type: kind.type, region: call.region, account: call.account }],
    isWhole: true,
  };
}

/**
 * A resource that an ARN names. The account and the region are the ARN's, and one that is not the call's makes the list a floor (threats 10),
 * as does a wildcard. `toName` gives the name that stands in the ARN's last part; `undefined` where it is none of that kind.
 */
export function named(
  call: ResourceCall,
  kind: Kind,
  { arn, toName }: { readonly arn: string; readonly toName: (resource: string) => string | undefined },
): Found {
  const parsed = parseArn(arn);
  if (parsed === undefined || parsed.service !== kind.service) return unknowable;
  const there = {
    ...call,
    partition: parsed.partition,
    region: parsed.region || call.region,
    account: parsed.account || call.account,
  };
  const name = toName(parsed.resource);
  const found = name === undefined ? unknowable : own(there, kind, name);
  const isOwn = there.partition === call.partition && there.account === call.account && there.region === call.region;
  return { ...found, isWhole: found.isWhole && isOwn };
}

export function isArn(text: string): boolean {
  return text.startsWith('arn:');
}

/** A parameter that is text; `undefined` for anything else. */
export function textAt(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' ? value : undefined;
}

/** The items of a parameter that is a list; none for anything else. */
export function itemsAt(parameters: Parameters, name: string): readonly Json[] {
  const value = parameters[name];
  return isList(value) ? value : [];
}

export function isObject(value: Json | undefined): value is Parameters {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Each text of a list parameter read as a resource; without any item, or with one that is no text, nothing can be told. */
export function each(parameters: Parameters, name: string, read: (text: string) => Found): Found {
  const items = itemsAt(parameters, name);
  if (items.length === 0) return unknowable;
  return merge(items.map((item) => (typeof item === 'string' ? read(item) : unknowable)));
}

/** A required text parameter read as a resource. */
export function one(parameters: Parameters, name: string, read: (text: string) => Found): Found {
  const text = textAt(parameters, name);
  return text === undefined ? unknowable : read(text);
}
