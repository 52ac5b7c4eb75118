/** Shapes for tests, written short. */

import type { Operation } from '../catalog/operation.ts';
import type { Member, Shape } from '../catalog/shape.ts';

type Members = Readonly<Record<string, Shape | Partial<Member>>>;

export function structure(members: Members, marks: { readonly sensitive?: boolean; readonly payload?: string } = {}): Shape {
  return {
    kind: 'structure',
    sensitive: false,
    union: false,
    ...marks,
    members: new Map(Object.entries(members).map(([name, of]) => [name, member(of)])),
  };
}

export function list(
  of: Shape | Partial<Member>,
  marks: { readonly sensitive?: boolean; readonly flattened?: boolean } = {},
): Shape {
  return { kind: 'list', sensitive: false, flattened: false, ...marks, member: member(of) };
}

export function map(value: Shape | Partial<Member>, marks: { readonly sensitive?: boolean; readonly key?: Shape } = {}): Shape {
  const { key = string(), sensitive = false } = marks;
  return { kind: 'map', sensitive, flattened: false, key: member(key), value: member(value) };
}

export function string(marks: { readonly sensitive?: boolean; readonly enumerated?: boolean } = {}): Shape {
  return { kind: 'string', sensitive: false, enumerated: false, ...marks };
}

export function scalar(kind: 'boolean' | 'integer' | 'long' | 'double', sensitive = false): Shape {
  return { kind, sensitive, enumerated: false };
}

export function timestamp(sensitive = false): Shape {
  return { kind: 'timestamp', sensitive };
}

export function blob(marks: { readonly sensitive?: boolean; readonly streaming?: boolean } = {}): Shape {
  return { kind: 'blob', sensitive: false, streaming: false, ...marks };
}

export function document(sensitive = false): Shape {
  return { kind: 'document', sensitive };
}

export const secret: Shape = string({ sensitive: true });

export function member(of: Shape | Partial<Member>): Member {
  const marks = 'kind' in of ? { shape: of } : of;
  return {
    shape: string(),
    required: false,
    flattened: false,
    isIdempotencyToken: false,
    isHostLabel: false,
    isJsonValue: false,
    isXmlAttribute: false,
    isStreaming: false,
    isEventPayload: false,
    ...marks,
  };
}

export function operation(name = 'GetThing', service = 'things'): Operation {
  return {
    service,
    name,
    auth: 'sigv4',
    hasUnsignedBody: false,
    hasStreamingInput: false,
    hasStreamingOutput: false,
    hasEventStream: false,
    hasInputEventStream: false,
    hasSensitiveInput: false,
    hasSensitiveOutput: false,
    isDeprecated: false,
    mintsCredentials: false,
    mayBeGzipped: false,
    requiresChecksum: false,
    access: 'read',
    actions: [`${service}:${name}`],
  };
}
