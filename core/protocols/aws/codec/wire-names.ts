/** The wire names of a structure's body members, and what each stands for in the model. */

import type { Member, Shape } from '../../../catalog/shape.ts';

export type Structure = Extract<Shape, { readonly kind: 'structure' }>;

/** A member with its name in the model. */
export type Named = { readonly name: string; readonly member: Member };

/** How a protocol names members. */
export type Naming = 'body' | 'query' | 'ec2';

const known = {
  body: new WeakMap<Structure, Names>(),
  query: new WeakMap<Structure, Names>(),
  ec2: new WeakMap<Structure, Names>(),
};
type Names = ReadonlyMap<string, Named>;

/** Wire name → member, for members that are in the body. Worked out once a shape, since the catalog keeps its shapes. */
export function wireNames(shape: Structure, naming: Naming): Names {
  const made = known[naming].get(shape) ?? makeNames(shape, naming);
  known[naming].set(shape, made);
  return made;
}

/** The wire name of one member that is in the body. */
export function wireNameOf(name: string, member: Member, naming: Naming): string {
  return namers[naming](name, member);
}

/** Whether a list or map is written without a wrapper around its items. */
export function isFlattened(member: Member): boolean {
  const { shape } = member;
  return member.flattened || ((shape.kind === 'list' || shape.kind === 'map') && shape.flattened);
}

function makeNames(shape: Structure, naming: Naming): Names {
  const names = new Map<string, Named>();
  for (const [name, member] of shape.members) {
    if (member.location !== undefined || (member.isXmlAttribute && naming === 'body')) continue;
    const wireName = namers[naming](name, member);
    // S3's deprecated `Event` and its successor `Events` share a wire name: the list can hold whatever was sent.
    if (names.has(wireName) && !isFlattened(member)) continue;
    names.set(wireName, { name, member });
  }
  return names;
}

const namers: Readonly<Record<Naming, (name: string, member: Member) => string>> = {
  body: (name, member) => member.wireName ?? name,
  query: queryName,
  ec2: (name, member) => member.queryName ?? capitalized(member.wireName) ?? name,
};

/** A flattened list takes the name of its items. */
function queryName(name: string, member: Member): string {
  const items = member.shape.kind === 'list' && isFlattened(member) ? member.shape.member.wireName : undefined;
  return items ?? member.wireName ?? name;
}

function capitalized(text: string | undefined): string | undefined {
  return text === undefined ? undefined : text.charAt(0).toUpperCase() + text.slice(1);
}
