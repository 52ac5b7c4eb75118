/** An input of the SDK for any operation: what its model requires, in the types that the SDK takes. */

import type { Shape } from '#core/catalog/shape.ts';

type Structure = Extract<Shape, { kind: 'structure' }>;

/** `account` and `region` are in what looks like an ARN: a call that names another account is another test. */
export function sdkInput(input: Shape | undefined): Readonly<Record<string, unknown>> {
  return input?.kind === 'structure' ? structure(input, 0) : {};
}

function structure(shape: Structure, depth: number): Readonly<Record<string, unknown>> {
  const members = [...shape.members].filter(([, member]) => member.shape.kind !== 'event-stream');
  const chosen = shape.union ? members.slice(0, 1) : members.filter(([, member]) => member.required || member.isIdempotencyToken);
  return Object.fromEntries(chosen.map(([name, member]) => [name, value(member.shape, { name, depth: depth + 1 })]));
}

function value(shape: Shape, { name, depth }: { readonly name: string; readonly depth: number }): unknown {
  switch (shape.kind) {
    case 'structure':
      return depth > 6 ? {} : structure(shape, depth);
    case 'list':
      return depth > 6 ? [] : [value(shape.member.shape, { name, depth: depth + 1 })];
    case 'map':
      return depth > 6 ? {} : { key: value(shape.value.shape, { name, depth: depth + 1 }) };
    case 'string':
      return text(name);
    case 'boolean':
      return true;
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'big-integer':
    case 'big-decimal':
      return 5;
    case 'timestamp':
      return new Date('2026-01-31T23:59:59.000Z');
    case 'blob':
      return Buffer.from('sample');
    case 'document':
      return { sample: 1 };
    case 'event-stream':
      return undefined;
  }
}

function text(name: string): string {
  if (/bucket/i.test(name)) return 'sample-bucket';
  if (name === 'SourceRegion') return 'eu-west-1';
  return /arn$/i.test(name) ? 'arn:aws:sample:eu-west-1:123456789012:thing/sample' : 'sample-1';
}
