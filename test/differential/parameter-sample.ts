/** Sample parameters of any operation in their canonical forms, made from its shapes: hostile texts, edges of numbers, every location. */

import type { Member, Shape } from '#core/catalog/shape.ts';
import type { Json, Parameters } from '#core/model.ts';

type Structure = Extract<Shape, { kind: 'structure' }>;

/** A seeded generator of numbers from 0 up to 1 (mulberry32), so that a failure can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Sampling = {
  readonly random: () => number;
  /** Whether the protocol can write a structure, list or map that is there and empty. */
  readonly hasEmpty: boolean;
  left: number;
};

const texts = [
  'plain',
  'a b/c+d&e=f?g#h%2Fi~!*()',
  'ünï-¢ødé 漢字 🙂',
  '"quoted", \\back\\',
  '<tag attr="x">&amp;</tag>',
  ' edge ',
  "it's;[x]{y}",
  'line\nbreak\r\ttab',
  '[{"json":1}]',
];
const headerTexts = ['plain', 'two words', 'a,b;c=d', 'x"y\\z', 'UPPER-lower_0.9'];
const longs: readonly Json[] = [0, 7, -1, 9007199254740991, '9007199254740993', '-9223372036854775808', '9223372036854775807'];
const doubles: readonly Json[] = [0.5, 1.25, -2, 1e-7, 1e22, 3, 'NaN', 'Infinity', '-Infinity'];
/** Exact in 32 bits. */
const floats: readonly Json[] = [0.5, 1.25, -2, 3, 16777216, 'NaN', 'Infinity', '-Infinity'];
const times = ['1970-01-01T00:00:00.000Z', '2023-11-14T22:13:20.000Z', '0952-02-29T00:00:00.000Z', '9999-12-31T23:59:59.000Z'];
const finerTimes = [...times, '2023-11-14T22:13:20.123Z', '1969-12-31T23:59:58.500Z', '1970-01-01T00:00:00.001Z'];
const document: Json = { text: 'x', n: [1, 2.5, true, null, -0.25], o: { k: '' } };

/** Every member of the top level; of what is below, a random part. */
export function sampleParameters(input: Shape | undefined, sampling: Omit<Sampling, 'left'>): Parameters {
  if (input === undefined) return {};
  if (input.kind !== 'structure') throw new TypeError('an input is a structure');
  return structure(input, { ...sampling, left: 300 }, []) ?? {};
}

function structure(shape: Structure, sampling: Sampling, above: readonly Shape[]): Parameters | undefined {
  const isTop = above.length === 0;
  const all = [...shape.members].filter(([, member]) => isTop || member.location === undefined);
  if (shape.union) return oneMember(all, sampling, [...above, shape]);
  const given = all.flatMap(([name, member]): readonly (readonly [string, Json])[] => {
    if (!isTop && sampling.random() < 0.4) return [];
    if (!member.required && sampling.left <= 0) return [];
    const value = memberValue(member, sampling, [...above, shape]);
    return value === undefined ? [] : [[name, value]];
  });
  if (given.length === 0 && !isTop && !sampling.hasEmpty) return undefined;
  return Object.fromEntries(given);
}

/** A union: the first member that has a value, from a random one on. */
function oneMember(
  members: readonly (readonly [string, Member])[],
  sampling: Sampling,
  above: readonly Shape[],
): Parameters | undefined {
  const start = Math.floor(sampling.random() * members.length);
  for (const [name, member] of [...members.slice(start), ...members.slice(0, start)]) {
    const value = memberValue(member, sampling, above);
    if (value !== undefined) return { [name]: value };
  }
  return undefined;
}

function memberValue(member: Member, sampling: Sampling, above: readonly Shape[]): Json | undefined {
  sampling.left -= 1;
  const { shape, location } = member;
  if (member.isJsonValue && location === 'header') return { a: [1, 'b', null, true], c: { d: 1.5 } };
  if (member.isHostLabel) return 'label-1';
  const isHeader = location === 'header' || location === 'headers';
  if (isHeader && shape.kind === 'timestamp') return pick(times.slice(0, 2), sampling);
  return value(shape, sampling, { above, isHeader, isPath: location === 'uri' });
}

type At = { readonly above: readonly Shape[]; readonly isHeader: boolean; readonly isPath: boolean };

function value(shape: Shape, sampling: Sampling, at: At): Json | undefined {
  switch (shape.kind) {
    case 'structure':
      if (at.above.filter((each) => each === shape).length > 1 || at.above.length > 9) return undefined;
      return structure(shape, sampling, at.above);
    case 'list':
      return list(shape, sampling, at);
    case 'map':
      return map(shape, sampling, at);
    case 'document':
      return document;
    case 'event-stream':
      return undefined;
    case 'string':
      return pick(at.isHeader ? headerTexts : texts, sampling);
    case 'boolean':
      return sampling.random() < 0.5;
    case 'integer':
      return pick([0, 1, -1, 2147483647, -2147483648, 443], sampling);
    case 'long':
    case 'big-integer':
      return pick(longs, sampling);
    case 'float':
      return pick(floats, sampling);
    case 'double':
    case 'big-decimal':
      return pick(doubles, sampling);
    case 'timestamp':
      return pick(finerTimes, sampling);
    case 'blob':
      return pick(['AA==', 'AAEC', '/+8=', 'c2VjcmV0IG1lc3NhZ2U='], sampling);
  }
}

function list(shape: Extract<Shape, { kind: 'list' }>, sampling: Sampling, at: At): Json | undefined {
  const count = at.above.length > 8 ? 0 : Math.floor(sampling.random() * 3) + (sampling.hasEmpty ? 0 : 1);
  const items = Array.from({ length: count }, () => value(shape.member.shape, sampling, { ...at, above: [...at.above, shape] }));
  const given = items.filter((item) => item !== undefined);
  return given.length === 0 && (!sampling.hasEmpty || at.isHeader) ? undefined : given;
}

function map(shape: Extract<Shape, { kind: 'map' }>, sampling: Sampling, at: At): Json | undefined {
  const count = at.above.length > 8 ? 0 : 1 + Math.floor(sampling.random() * 2);
  const entries = Array.from({ length: count }, (_, index) => {
    const item = value(shape.value.shape, sampling, { ...at, above: [...at.above, shape] });
    const key = at.isHeader ? 'key' : pick(['k', 'a.b', 'K y', 'ü', '__proto__'], sampling);
    return item === undefined ? [] : [[`${key}${index}`, item] as const];
  });
  const given = entries.flat();
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

function pick<Item>(items: readonly Item[], { random }: Sampling): Item {
  return items[Math.floor(random() * items.length)] as Item;
}
