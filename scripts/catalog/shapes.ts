/** A model's shapes → the stored graph of what operations and errors reach. */

import type { Location, TimestampFormat } from '#core/catalog/shape.ts';
import type { MemberMark, StoredEdge, StoredMember, StoredShape, StoredShapes } from '#core/catalog/stored.ts';
import { edges, type Model, type ModelMember, type ModelShape, shapeOf } from './model.ts';

export function storeShapes(model: Model): StoredShapes {
  const names = [...reachable(model)].sort();
  const positions = new Map(names.map((name, position) => [name, position]));
  const position = (name: string): number => positions.get(name) ?? missing(name);
  const errors = names
    .filter((name) => shapeOf(model, name).exception === true)
    .map((name): [string, number] => [shapeOf(model, name).error?.code ?? name, position(name)]);
  return {
    names,
    shapes: names.map((name) => storeShape(shapeOf(model, name), position)),
    errors: Object.fromEntries(errors.sort(byName)),
  };
}

function reachable(model: Model): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = Object.values(model.operations).flatMap(({ input, output, errors = [] }) =>
    [input, output, ...errors].flatMap((root) => (root === undefined ? [] : [root.shape])),
  );
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...edges(shapeOf(model, name)).map(({ shape }) => shape));
  }
  return found;
}

type Position = (name: string) => number;

function storeShape(shape: ModelShape, position: Position): StoredShape {
  const kind = kindOf(shape);
  const sensitive = shape.sensitive === true ? { sensitive: true as const } : {};
  const flattened = shape.flattened === true ? { flattened: true as const } : {};
  switch (kind) {
    case 'structure':
      return { kind, ...sensitive, ...storeStructure(shape, position) };
    case 'event-stream':
      return { kind, ...sensitive, members: storeMembers(shape, position) };
    case 'list':
      return { kind, ...sensitive, ...flattened, ...(shape.member && { member: storeMember(shape.member, false, position) }) };
    case 'map':
      return { kind, ...sensitive, ...flattened, ...storeMap(shape, position) };
    case 'timestamp':
      return { kind, ...sensitive, ...(shape.timestampFormat && { format: timestampFormat(shape.timestampFormat) }) };
    case 'blob':
      return { kind, ...sensitive, ...(shape.streaming === true && { streaming: true as const }) };
    default:
      return { kind, ...sensitive, ...(shape.enum && { enumerated: true as const }) };
  }
}

function storeStructure(shape: ModelShape, position: Position): Omit<StoredShape, 'kind'> {
  return {
    members: storeMembers(shape, position),
    ...(shape.payload !== undefined && { payload: shape.payload }),
    ...(shape.xmlNamespace && { xmlNamespace: shape.xmlNamespace }),
    ...(shape.union === true && { union: true as const }),
  };
}

function storeMap(shape: ModelShape, position: Position): Omit<StoredShape, 'kind'> {
  return {
    ...(shape.key && { key: storeMember(shape.key, false, position) }),
    ...(shape.value && { value: storeMember(shape.value, false, position) }),
  };
}

function storeMembers(shape: ModelShape, position: Position): { readonly [name: string]: StoredMember } {
  const required = new Set(shape.required ?? []);
  const members = Object.entries(shape.members ?? {});
  return Object.fromEntries(members.map(([name, member]) => [name, storeMember(member, required.has(name), position)]));
}

function storeMember(member: ModelMember, required: boolean, position: Position): StoredMember {
  const marks = marksOf(member);
  const edge: StoredEdge = {
    shape: position(member.shape),
    ...(required && { required: true }),
    ...(member.locationName !== undefined && { wireName: member.locationName }),
    ...(member.queryName !== undefined && { queryName: member.queryName }),
    ...(member.location !== undefined && { location: location(member.location) }),
    ...(member.flattened === true && { flattened: true }),
    ...(member.timestampFormat !== undefined && { timestampFormat: timestampFormat(member.timestampFormat) }),
    ...(member.xmlNamespace && { xmlNamespace: member.xmlNamespace }),
    ...(marks.length > 0 && { marks }),
  };
  return Object.keys(edge).length === 1 ? edge.shape : edge;
}

function marksOf(member: ModelMember): readonly MemberMark[] {
  const marks: readonly [MemberMark, boolean | undefined][] = [
    ['idempotency-token', member.idempotencyToken],
    ['host-label', member.hostLabel],
    ['json-value', member.jsonvalue],
    ['xml-attribute', member.xmlAttribute],
    ['streaming', member.streaming],
    ['event-payload', member.eventpayload],
  ];
  return marks.filter(([, isSet]) => isSet === true).map(([mark]) => mark);
}

const kinds: ReadonlySet<string> = new Set([
  'structure',
  'list',
  'map',
  'timestamp',
  'blob',
  'string',
  'boolean',
  'integer',
  'long',
  'float',
  'double',
]);

function kindOf(shape: ModelShape): StoredShape['kind'] {
  if (shape.eventstream === true) return 'event-stream';
  if (shape.document === true) return 'document';
  if (!kinds.has(shape.type)) throw new Error(`the catalog knows no shape of type "${shape.type}"`);
  return shape.type as StoredShape['kind'];
}

const locations: ReadonlyMap<string, Location> = new Map([
  ['uri', 'uri'],
  ['querystring', 'query'],
  ['header', 'header'],
  ['headers', 'headers'],
  ['statusCode', 'status'],
]);

function location(name: string): Location {
  return locations.get(name) ?? missing(name);
}

const timestampFormats: ReadonlyMap<string, TimestampFormat> = new Map([
  ['iso8601', 'iso8601'],
  ['unixTimestamp', 'unix'],
  ['rfc822', 'rfc822'],
]);

function timestampFormat(name: string): TimestampFormat {
  return timestampFormats.get(name) ?? missing(name);
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

function missing(name: string): never {
  throw new Error(`the catalog does not know "${name}"`);
}
