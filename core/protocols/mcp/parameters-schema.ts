/** An operation's parameters as JSON Schema, from AWS's model: what a model reads before it makes a call. */

import type { Shape } from '../../catalog/shape.ts';
import type { JsonObject } from './rpc.ts';

/** Deeper members are named and not described: a whole shape may be endless. */
const deepest = 4;

export function parametersSchema(input: Shape | undefined): JsonObject {
  return input === undefined ? { type: 'object', properties: {} } : schemaOf(input, 0);
}

function schemaOf(shape: Shape, depth: number): JsonObject {
  switch (shape.kind) {
    case 'structure':
      return depth === deepest ? { type: 'object' } : structure(shape, depth);
    case 'list':
      return { type: 'array', items: schemaOf(shape.member.shape, depth) };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(shape.value.shape, depth + 1) };
    case 'integer':
      return { type: 'integer' };
    case 'long':
    case 'big-integer':
      return { type: ['integer', 'string'], description: 'A whole number; beyond 2^53 as text.' };
    case 'float':
    case 'double':
      return { type: 'number' };
    case 'big-decimal':
      return { type: ['number', 'string'] };
    case 'boolean':
      return { type: 'boolean' };
    case 'timestamp':
      return { type: 'string', format: 'date-time' };
    case 'blob':
      return { type: 'string', contentEncoding: 'base64' };
    case 'document':
      return {};
    case 'event-stream':
      return { type: 'object', description: 'An event stream, which cannot be sent here.' };
    case 'string':
      return { type: 'string' };
  }
}

function structure(shape: Extract<Shape, { readonly kind: 'structure' }>, depth: number): JsonObject {
  const members = [...shape.members];
  const required = members.filter(([, member]) => member.required && !member.isIdempotencyToken).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(members.map(([name, member]) => [name, schemaOf(member.shape, depth + 1)])),
    ...(required.length === 0 ? {} : { required }),
  };
}
