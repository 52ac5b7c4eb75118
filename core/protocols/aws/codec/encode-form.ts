/** Canonical parameters → form bodies of the query and ec2 protocols. */

import type { Member, Shape } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import type { Json, Parameters } from '../../../model.ts';
import { escapeText } from './escape-text.ts';
import { bodyMembers, entriesOf, itemsOf } from './given-values.ts';
import { formatAt, leafText } from './leaf-text.ts';
import { itemPlace, malformed, memberPlace, type Place } from './malformed.ts';
import { isFlattened, type Structure } from './wire-names.ts';

/** The forms differ in names, and ec2 flattens every list. */
export type FormNaming = 'query' | 'ec2';

type Pair = readonly [name: string, value: string];

export type FormHeading = { readonly action: string; readonly version: string };

/** Errors: `malformed-request` for a value that is not of its shape's kind, and for a structure without members below the top. */
export function encodeForm(
  input: Structure | undefined,
  parameters: Parameters,
  { naming, heading }: { readonly naming: FormNaming; readonly heading: FormHeading },
): string {
  const body = input === undefined ? [] : structure(input, parameters, { naming, prefix: '', place: '' });
  const pairs: readonly Pair[] = [['Action', heading.action], ['Version', heading.version], ...body];
  return pairs.map(([name, value]) => `${escapeText(name)}=${escapeText(value)}`).join('&');
}

type At = { readonly naming: FormNaming; readonly prefix: string; readonly place: Place };

function structure(shape: Structure, value: Json, at: At): readonly Pair[] {
  return bodyMembers(shape, value, at).flatMap(({ name, wireName, member, value: item }) =>
    oneMember(member, item, { naming: at.naming, prefix: below(at.prefix, wireName), place: memberPlace(at.place, name) }),
  );
}

function oneMember(member: Member, value: Json, at: At): readonly Pair[] {
  const { shape } = member;
  switch (shape.kind) {
    case 'structure':
      return inner(shape, value, at);
    case 'list':
      return list(shape, value, { ...at, isFlat: at.naming === 'ec2' || isFlattened(member) });
    case 'map':
      return map(shape, value, { ...at, isFlat: isFlattened(member) });
    case 'document':
    case 'event-stream':
      throw new GatewayError('unsupported-call', 'The call holds a value that its protocol has no form for.');
    default:
      return [
        [at.prefix, leafText(shape, value, { place: at.place, format: formatAt(shape, member.timestampFormat, 'iso8601') })],
      ];
  }
}

/** A form has no way to say that a structure is there and empty. */
function inner(shape: Structure, value: Json, at: At): readonly Pair[] {
  const pairs = structure(shape, value, at);
  if (pairs.length === 0) throw malformed(at.place, 'a structure without members has no form in the operation’s protocol');
  return pairs;
}

type FlatAt = At & { readonly isFlat: boolean };

/** `A.member.1`, flattened `A.1`; an empty list is `A=`. */
function list(shape: Extract<Shape, { kind: 'list' }>, value: Json, at: FlatAt): readonly Pair[] {
  const items = itemsOf(shape, value, at.place);
  if (items.length === 0) return [[at.prefix, '']];
  const prefix = at.isFlat ? at.prefix : below(at.prefix, shape.member.wireName ?? 'member');
  return items.flatMap((item, index) =>
    oneMember(shape.member, item, { naming: at.naming, prefix: below(prefix, index + 1), place: itemPlace(at.place, index) }),
  );
}

/** `A.entry.1.key` and `.value`, flattened `A.1.key`. */
function map(shape: Extract<Shape, { kind: 'map' }>, value: Json, at: FlatAt): readonly Pair[] {
  const entries = entriesOf(shape, value, at.place);
  if (entries.length === 0) return [[at.prefix, '']];
  const prefix = at.isFlat ? at.prefix : below(at.prefix, 'entry');
  return entries.flatMap(([key, item], index) => {
    const entry = below(prefix, index + 1);
    const inEntry = {
      naming: at.naming,
      prefix: below(entry, shape.value.wireName ?? 'value'),
      place: itemPlace(at.place, index),
    };
    return [[below(entry, shape.key.wireName ?? 'key'), key] as const, ...oneMember(shape.value, item, inEntry)];
  });
}

function below(prefix: string, name: string | number): string {
  return prefix === '' ? String(name) : `${prefix}.${name}`;
}
