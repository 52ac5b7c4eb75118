/** Stored shapes of one service → a graph whose nodes and edges are made on first use. */

import type { Member, Shape } from './shape.ts';
import type { MemberMark, StoredEdge, StoredMember, StoredShape, StoredShapes } from './stored.ts';

export type ShapeGraph = {
  readonly shape: (name: string) => Shape | undefined;
  readonly error: (code: string) => Shape | undefined;
};

type Resolve = (position: number) => Shape;

export function readShapes(stored: StoredShapes): ShapeGraph {
  const positions = new Map(stored.names.map((name, position) => [name, position]));
  const errors = new Map(Object.entries(stored.errors));
  const made: Shape[] = [];
  const resolve: Resolve = (position) => {
    const known = made[position];
    if (known !== undefined) return known;
    const shape = readShape(at(stored.shapes, position), resolve);
    made[position] = shape;
    return shape;
  };
  const find = (position: number | undefined) => (position === undefined ? undefined : resolve(position));
  return { shape: (name) => find(positions.get(name)), error: (code) => find(errors.get(code)) };
}

function readShape(stored: StoredShape, resolve: Resolve): Shape {
  const { kind, sensitive = false, flattened = false } = stored;
  switch (kind) {
    case 'structure': {
      const payload = stored.payload === undefined ? {} : { payload: stored.payload };
      const namespace = stored.xmlNamespace === undefined ? {} : { xmlNamespace: stored.xmlNamespace };
      return { kind, sensitive, members: readMembers(stored, resolve), ...payload, ...namespace, union: stored.union ?? false };
    }
    case 'event-stream':
      return { kind, sensitive, members: readMembers(stored, resolve) };
    case 'list':
      return { kind, sensitive, member: readMember(stored.member, resolve), flattened };
    case 'map':
      return { kind, sensitive, key: readMember(stored.key, resolve), value: readMember(stored.value, resolve), flattened };
    case 'timestamp':
      return { kind, sensitive, ...(stored.format && { format: stored.format }) };
    case 'blob':
      return { kind, sensitive, streaming: stored.streaming ?? false };
    case 'document':
      return { kind, sensitive };
    case 'string':
    case 'boolean':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'big-integer':
    case 'big-decimal':
      return { kind, sensitive, enumerated: stored.enumerated ?? false };
  }
}

function readMembers(stored: StoredShape, resolve: Resolve): ReadonlyMap<string, Member> {
  return new Map(Object.entries(stored.members ?? {}).map(([name, member]) => [name, readMember(member, resolve)]));
}

function readMember(stored: StoredMember | undefined, resolve: Resolve): Member {
  if (stored === undefined) throw new TypeError('catalog: a list or map without its members; generate the data again');
  const { shape, required, flattened, marks = [], ...same }: StoredEdge = typeof stored === 'number' ? { shape: stored } : stored;
  const is = (mark: MemberMark): boolean => marks.includes(mark);
  return {
    ...same,
    get shape() {
      return resolve(shape);
    },
    required: required ?? false,
    flattened: flattened ?? false,
    isIdempotencyToken: is('idempotency-token'),
    isHostLabel: is('host-label'),
    isJsonValue: is('json-value'),
    isXmlAttribute: is('xml-attribute'),
    isStreaming: is('streaming'),
    isEventPayload: is('event-payload'),
  };
}

function at(shapes: readonly StoredShape[], position: number): StoredShape {
  const shape = shapes[position];
  if (shape === undefined) throw new TypeError(`catalog: no shape at ${position}; generate the data again`);
  return shape;
}
