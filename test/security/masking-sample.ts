/** Sample messages of any operation, made from its shape alone: an oracle for the maskers that shares no code with them. */

import type { Member, Shape } from '#core/catalog/shape.ts';
import type { Header } from '#core/http.ts';
import type { Json } from '#core/model.ts';

/** A piece of a message: framing, or the text of one leaf. */
export type Piece = { readonly text: string; readonly leaf?: { readonly sensitive: boolean; readonly kind: Shape['kind'] } };

export type Sample = {
  readonly pieces: readonly Piece[];
  readonly headers: readonly Header[];
  readonly sensitiveHeaders: ReadonlySet<string>;
};

type Ctx = { readonly seen: Set<string>; readonly ids: Map<Shape, number>; count: number };

export function newContext(): Ctx {
  return { seen: new Set(), ids: new Map(), count: 0 };
}

function next(ctx: Ctx): number {
  ctx.count += 1;
  return ctx.count;
}

/** Each shape is written in full once for each of: under a mark, not under a mark. So every edge of the graph occurs. */
function enter(ctx: Ctx, shape: Shape, marked: boolean): boolean {
  const id = ctx.ids.get(shape) ?? ctx.ids.size;
  ctx.ids.set(shape, id);
  const key = `${id}:${marked}`;
  if (ctx.seen.has(key)) return false;
  ctx.seen.add(key);
  return true;
}

function scalar(ctx: Ctx, shape: Shape): string | number | boolean {
  ctx.count += 1;
  switch (shape.kind) {
    case 'boolean':
      return true;
    case 'integer':
    case 'long':
    case 'big-integer':
      return 700_000_000 + ctx.count;
    case 'float':
    case 'double':
    case 'big-decimal':
      return 700_000_000.5 + ctx.count;
    case 'blob':
      return Buffer.from(`canary-blob-${ctx.count}`).toString('base64');
    default:
      return `canary-<"&é-${ctx.count}`;
  }
}

export function jsonPieces(
  ctx: Ctx,
  shape: Shape,
  options: { readonly format?: string; readonly marked?: boolean } = {},
): readonly Piece[] {
  const marked = (options.marked ?? false) || shape.sensitive;
  switch (shape.kind) {
    case 'structure':
    case 'event-stream': {
      if (!enter(ctx, shape, marked)) return [{ text: '{}' }];
      const members = [...shape.members].filter(
        ([, member]) => member.location === undefined && member.shape.kind !== 'event-stream',
      );
      return wrapped(
        '{ ',
        members.map(([name, member]) => [
          { text: `${JSON.stringify(member.wireName ?? name)} : ` },
          ...jsonPieces(ctx, member.shape, edge(member, marked)),
        ]),
        ' }',
      );
    }
    case 'list':
      return wrapped('[', [jsonPieces(ctx, shape.member.shape, edge(shape.member, marked))], ']');
    case 'map': {
      const key = shape.key.shape.sensitive;
      const keyText = `key-${next(ctx)}`;
      return wrapped(
        '{',
        [
          [
            { text: JSON.stringify(keyText), leaf: { sensitive: key, kind: 'string' } },
            { text: ' : ' },
            ...jsonPieces(ctx, shape.value.shape, edge(shape.value, marked)),
          ],
        ],
        '}',
      );
    }
    case 'document':
      return [{ text: '{"free":' }, leaf(JSON.stringify(`canary-document-${next(ctx)}`), shape, marked), { text: '}' }];
    case 'timestamp': {
      ctx.count += 1;
      const text =
        (options.format ?? shape.format) === 'iso8601'
          ? `"2021-03-04T05:06:${String(ctx.count % 60).padStart(2, '0')}Z"`
          : `1614834360.${(ctx.count % 900) + 100}`;
      return [leaf(text, shape, marked)];
    }
    default:
      return [leaf(JSON.stringify(scalar(ctx, shape)), shape, marked)];
  }
}

function edge(member: Member, marked: boolean): { readonly format?: string; readonly marked: boolean } {
  return { marked, ...(member.timestampFormat === undefined ? {} : { format: member.timestampFormat }) };
}

function leaf(text: string, shape: Shape, sensitive: boolean): Piece {
  return { text, leaf: { sensitive, kind: shape.kind } };
}

function wrapped(open: string, items: readonly (readonly Piece[])[], close: string): readonly Piece[] {
  return [{ text: open }, ...items.flatMap((item, at) => (at === 0 ? item : [{ text: ' ,\n ' }, ...item])), { text: close }];
}

export function xmlMembers(ctx: Ctx, shape: Shape, markedAbove = false): readonly Piece[] {
  if (shape.kind !== 'structure') return xmlValue(ctx, shape, markedAbove);
  const marked = markedAbove || shape.sensitive;
  if (!enter(ctx, shape, marked)) return [];
  return [...shape.members]
    .filter(([, member]) => member.location === undefined && !member.isXmlAttribute && member.shape.kind !== 'event-stream')
    .flatMap(([name, member]) => xmlMember(ctx, name, member, marked));
}

function xmlMember(ctx: Ctx, name: string, member: Member, marked: boolean): readonly Piece[] {
  const { shape } = member;
  const flat = member.flattened || ((shape.kind === 'list' || shape.kind === 'map') && shape.flattened);
  const under = marked || shape.sensitive;
  if (flat && shape.kind === 'list') {
    const tag = shape.member.wireName ?? member.wireName ?? name;
    return [0, 1].flatMap(() => element(tag, xmlValue(ctx, shape.member.shape, under)));
  }
  const tag = member.wireName ?? name;
  if (flat && shape.kind === 'map') return element(tag, entry(ctx, shape, under));
  return element(tag, xmlValue(ctx, shape, marked));
}

function xmlValue(ctx: Ctx, shape: Shape, markedAbove: boolean): readonly Piece[] {
  const marked = markedAbove || shape.sensitive;
  switch (shape.kind) {
    case 'structure':
      return xmlMembers(ctx, shape, markedAbove);
    case 'list':
      return element(shape.member.wireName ?? 'member', xmlValue(ctx, shape.member.shape, marked));
    case 'map':
      return element('entry', entry(ctx, shape, marked));
    case 'timestamp':
      return [leaf('2021-03-04T05:06:07.123Z', shape, marked)];
    default:
      return [leaf(escapeXml(String(scalar(ctx, shape))), shape, marked)];
  }
}

function entry(ctx: Ctx, shape: Shape & { kind: 'map' }, marked: boolean): readonly Piece[] {
  const key = leaf(`key-${next(ctx)}`, shape.key.shape, shape.key.shape.sensitive);
  return [
    ...element(shape.key.wireName ?? 'key', [key]),
    ...element(shape.value.wireName ?? 'value', xmlValue(ctx, shape.value.shape, marked)),
  ];
}

export function element(tag: string, content: readonly Piece[]): readonly Piece[] {
  return [{ text: `\n<${tag}>` }, ...content, { text: `</${tag}>` }];
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

export type ValueLeaf = {
  readonly path: readonly (string | number)[];
  readonly sensitive: boolean;
  readonly kind: Shape['kind'];
};

export type Valued = { readonly value: Json; readonly leaves: readonly ValueLeaf[] };

/** A value by member names or wire names. */
export function sampleValue(ctx: Ctx, root: Shape, naming: 'member' | 'wire'): Valued {
  const leaves: ValueLeaf[] = [];
  const walk = (shape: Shape, above: boolean, path: readonly (string | number)[]): Json => {
    const marked = above || shape.sensitive;
    switch (shape.kind) {
      case 'structure':
      case 'event-stream': {
        if (!enter(ctx, shape, marked)) return {};
        const members = [...shape.members].filter(
          ([, { location, shape: of }]) => of.kind !== 'event-stream' && (naming === 'member' || location === undefined),
        );
        return Object.fromEntries(
          members.map(([name, member]) => {
            const key = naming === 'member' ? name : (member.wireName ?? name);
            return [key, walk(member.shape, marked, [...path, key])];
          }),
        );
      }
      case 'list':
        return [walk(shape.member.shape, marked, [...path, 0])];
      case 'map': {
        const key = `key-${next(ctx)}`;
        if (shape.key.shape.sensitive) leaves.push({ path: [...path, key], sensitive: true, kind: 'map' });
        return { [key]: walk(shape.value.shape, marked, [...path, key]) };
      }
      case 'document': {
        leaves.push({ path: [...path, 'free'], sensitive: marked, kind: shape.kind });
        return { free: `canary-document-${next(ctx)}` };
      }
      case 'timestamp':
        leaves.push({ path, sensitive: marked, kind: shape.kind });
        return '2021-03-04T05:06:07.123Z';
      default:
        leaves.push({ path, sensitive: marked, kind: shape.kind });
        return scalar(ctx, shape);
    }
  };
  return { value: walk(root, false, []), leaves };
}
