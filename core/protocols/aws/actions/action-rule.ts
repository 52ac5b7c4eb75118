/** One rule on the actions that follow from a call's parameters, and the questions that rules ask of them. */

import type { Json, Parameters } from '../../../model.ts';
import { isList, isObject } from '../resources/touched.ts';

export type ActionRule = {
  /** Catalog id and operation; a service alone covers all of its operations. */
  readonly on: string | readonly string[];
  readonly actions: readonly string[];
  readonly when: (parameters: Parameters) => boolean;
  readonly because: string;
};

/** Whether one of the members is given, and is no empty list. */
export function given(...names: readonly string[]): (parameters: Parameters) => boolean {
  return (parameters) => names.some((name) => isGiven(parameters[name]));
}

export function always(): boolean {
  return true;
}

type Sought = { readonly isName?: (name: string) => boolean; readonly isText?: (text: string) => boolean };

/** Whether a member with such a name and, where it is asked for, such a text stands anywhere in the value. */
export function holds(value: Json | undefined, sought: Sought, name = ''): boolean {
  const { isName, isText } = sought;
  const isNamed = isName === undefined || isName(name);
  if (isNamed && (isText === undefined ? isGiven(value) : typeof value === 'string' && isText(value))) return true;
  if (isList(value)) return value.some((item) => holds(item, sought, name));
  return isObject(value) && Object.entries(value).some(([key, item]) => holds(item, sought, key));
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !(isList(value) && value.length === 0);
}
