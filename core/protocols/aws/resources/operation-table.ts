/** A service's reading of its parameters as a table: which member of which operations names which kind of resource. */

import type { Json } from '../../../model.ts';
import { parseArn } from './arn.ts';
import {
  type Found,
  isArn,
  itemsAt,
  type Kind,
  merge,
  named,
  own,
  type ResourceCall,
  textAt,
  theAccount,
  unknowable,
} from './touched.ts';

/** A kind whose ARN's last part is a template, `service/{}/{}`: what stands for `{}` is a part of its name. */
export type TableKind = Kind & { readonly template: string; readonly toName: (resource: string) => string | undefined };

/**
 * `by` is a member that names the resource: `QueueName`; `Names[]` for a list of names; `cluster+service` for the parts of one name.
 * A `?` at its end: left out, the operation is about something else or about the account.
 */
export type Naming = {
  readonly kind: TableKind;
  readonly by: string;
  /** Operations, parted by white space. */
  readonly of: string;
};

export type Reading = { readonly read: (call: ResourceCall) => Found; readonly of: string };

export type OperationTable = {
  /** Operations about the account as a whole: lists, settings, and what has no resource in AWS's authorization reference. */
  readonly account: string;
  readonly rows: readonly (Naming | Reading)[];
};

type Parts = Pick<Kind, 'service' | 'type' | 'name' | 'without'> & {
  readonly template: string;
  /** What AWS itself makes of a name: RDS writes all of them in small letters. */
  readonly normal?: (name: string) => string;
};

export function kindOf({ template, normal = (name) => name, ...kind }: Parts): TableKind {
  const parts = template.split('{}');
  const pattern = new RegExp(`^${parts.map((part) => part.replace(/[/.:*]/g, '\\$&')).join('(.+)')}$`);
  return {
    ...kind,
    template,
    path: (name) => interleave(parts, normal(name).split(separator)),
    toName: (resource) => pattern.exec(resource)?.slice(1).join(separator),
  };
}

/** The rows of one kind: member, as in `by` → operations. */
export function naming(kind: TableKind, members: { readonly [by: string]: string }): readonly Naming[] {
  return Object.entries(members).map(([by, of]) => ({ kind, by, of }));
}

/** Between the parts of a name; no name of AWS has it. */
export const separator = '\u0000';

function interleave(parts: readonly string[], names: readonly string[]): string {
  return parts.map((part, index) => (index === 0 ? part : `${names[index - 1] ?? ''}${part}`)).join('');
}

/** A name or an ARN in a parameter. */
export function referTo(call: ResourceCall, kind: TableKind, text: string): Found {
  return isArn(text) ? named(call, kind, { arn: text, toName: kind.toName }) : own(call, kind, text);
}

/** The whole ARN of one of the kinds, in a member. A name there is not what stands in the ARN, or does not tell which of them it is. */
export function byArn(member: string, kinds: readonly TableKind[]): (call: ResourceCall) => Found {
  return (call) => {
    const arn = textAt(call.parameters, member) ?? '';
    const resource = parseArn(arn)?.resource ?? '';
    const found = kinds.find((kind) => {
      const name = kind.toName(resource);
      return name !== undefined && kind.name.test(name);
    });
    return found === undefined ? unknowable : referTo(call, found, arn);
  };
}

/** What is still to be made, where AWS chooses its id. */
export function createdOf(kind: TableKind): (call: ResourceCall) => Found {
  return (call) => own(call, { ...kind, name: /^\*$/ }, '*');
}

/** All rows of an operation count; `undefined` for an operation that is not in the table. */
export function createReading(table: OperationTable): (call: ResourceCall) => Found | undefined {
  const ofAccount = new Set(words(table.account));
  const byOperation = Map.groupBy(
    table.rows.flatMap((row) => words(row.of).map((operation) => ({ operation, row }))),
    ({ operation }) => operation,
  );
  return (call) => {
    if (ofAccount.has(call.operation)) return theAccount;
    const found = byOperation.get(call.operation)?.map(({ row }) => ('read' in row ? row.read(call) : namedBy(call, row)));
    return found === undefined ? undefined : merge(found);
  };
}

export function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function namedBy(call: ResourceCall, { kind, by }: Naming): Found {
  const isOptional = by.endsWith('?');
  const member = isOptional ? by.slice(0, -1) : by;
  if (member.includes('+')) return joined(call, kind, member.split('+'));
  const texts = member.endsWith('[]') ? itemsAt(call.parameters, member.slice(0, -2)) : given(call, member);
  if (texts.length === 0) return isOptional ? theAccount : unknowable;
  return merge(texts.map((text) => (typeof text === 'string' ? referTo(call, kind, text) : unknowable)));
}

function given({ parameters }: ResourceCall, member: string): readonly Json[] {
  const value = parameters[member];
  return value === undefined || value === null ? [] : [value];
}

/** Parts that are names; where the last is the ARN of the whole, it alone counts. */
function joined(call: ResourceCall, kind: TableKind, members: readonly string[]): Found {
  const texts = members.map((member) => textAt(call.parameters, member) ?? '');
  const last = texts.at(-1) ?? '';
  if (isArn(last)) return referTo(call, kind, last);
  return texts.includes('') ? unknowable : own(call, kind, texts.join(separator));
}
