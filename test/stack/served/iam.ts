/** IAM's own question, as far as the template's statements need it: does a statement speak of this action, resource and context? */

import type { Properties } from '../support/synth.ts';

export type Statement = {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  /** Of a resource's own policy. */
  readonly Principal?: Properties;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

/** One action on one resource, with the condition keys that AWS would know of it. */
export type Asked = {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
};

export function statementsIn({ Statement }: Properties): readonly Statement[] {
  return [Statement].flat().map(({ Action, Resource, Condition = {}, ...others }) => ({
    ...others,
    Action: [Action].flat(),
    Resource: [Resource].flat(),
    Condition: Object.fromEntries(
      Object.entries<Properties>(Condition).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, [values].flat().map(String)])),
      ]),
    ),
  }));
}

export function speaksOf({ Action, Resource, Condition }: Statement, asked: Asked): boolean {
  return (
    Action.some((pattern) => isLike(pattern.toLowerCase(), asked.action.toLowerCase())) &&
    Resource.some((pattern) => isLike(pattern, asked.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, values, asked.context[key] ?? [])),
    )
  );
}

/** Of whom a statement speaks: of everybody, of one role, or of an account, which lets its own policies decide. */
export function speaksTo({ Principal }: Statement, arn: string): boolean {
  if (Principal === undefined || Principal === '*' || Principal.AWS === '*') return true;
  const named: readonly string[] = [Principal.AWS ?? []].flat();
  return named.some((one) => one === arn || (one.endsWith(':root') && one.split(':')[4] === arn.split(':')[4]));
}

/** `*` and `?`, as in statements. */
export function isLike(pattern: string, text: string): boolean {
  const parts = pattern
    .split(/([*?])/)
    .map((part) => ({ '*': '.*', '?': '.' })[part] ?? part.replaceAll(/[.+^${}()|[\]\\/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('')}$`, 's').test(text);
}

/** Of a key that is not there, positive operators do not hold and negative ones do; `ForAllValues` holds of nothing. */
function holds(operator: string, wanted: readonly string[], given: readonly string[]): boolean {
  const isOne = (value: string) => wanted.includes(value);
  const isAny = (value: string) => wanted.some((pattern) => isLike(pattern, value));
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return given.some(isOne);
    case 'StringNotEquals':
      return !given.some(isOne);
    case 'StringLike':
    case 'ArnLike':
    case 'ForAnyValue:StringLike':
      return given.some(isAny);
    case 'ForAllValues:StringLike':
      return given.every(isAny);
    case 'NumericLessThan':
      return given.some((value) => wanted.some((limit) => Number(value) < Number(limit)));
    case 'Null':
      return wanted.includes(String(given.length === 0));
    default:
      throw new TypeError(`iam: the operator ${operator} is not known here`);
  }
}
