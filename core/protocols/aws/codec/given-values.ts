/** Canonical values taken apart by their shape: the members, items and entries that an encoder writes. */

import type { Member, Shape } from '../../../catalog/shape.ts';
import type { Json } from '../../../model.ts';
import { wrongKind } from './leaf-text.ts';
import { type Place, unknownMember } from './malformed.ts';
import { type Naming, type Structure, wireNameOf } from './wire-names.ts';

export type GivenMember = {
  readonly name: string;
  readonly wireName: string;
  readonly member: Member;
  readonly value: Json;
};

/** The members of a structure that its body holds. Errors: `malformed-request` for one that the model does not have there. */
export function bodyMembers(
  shape: Structure,
  value: Json,
  { naming, place }: { readonly naming: Naming; readonly place: Place },
): readonly GivenMember[] {
  return membersOf(shape, value, place).map(([name, item]) => {
    const member = shape.members.get(name);
    if (member === undefined || member.location !== undefined) throw unknownMember(place, name);
    return { name, wireName: wireNameOf(name, member, naming), member, value: item };
  });
}

export function membersOf(shape: Structure, value: Json, place: Place): readonly (readonly [string, Json])[] {
  if (!isObject(value)) throw wrongKind(shape, place);
  return Object.entries(value);
}

export function itemsOf(shape: Extract<Shape, { kind: 'list' }>, value: Json, place: Place): readonly Json[] {
  if (!isList(value)) throw wrongKind(shape, place);
  return value;
}

export function entriesOf(
  shape: Extract<Shape, { kind: 'map' }>,
  value: Json,
  place: Place,
): readonly (readonly [string, Json])[] {
  if (!isObject(value)) throw wrongKind(shape, place);
  return Object.entries(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !isList(value);
}
