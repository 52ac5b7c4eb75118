/** Canonical values and those of the AWS SDK for JavaScript, both ways, by a shape: dates, bytes, numbers. */

import type { Member, Shape } from '#core/catalog/shape.ts';
import type { Json } from '#core/model.ts';

/** What a client takes for a canonical value. */
export function toSdk(shape: Shape, value: Json): unknown {
  if (value === null) return undefined;
  switch (shape.kind) {
    case 'structure':
      return isObject(value) ? ofMembers(value, (name) => shape.members.get(name), toSdk) : value;
    case 'map':
      return isObject(value) ? ofMembers(value, () => shape.value, toSdk) : value;
    case 'list':
      return Array.isArray(value) ? value.map((item) => toSdk(shape.member.shape, item)) : value;
    case 'timestamp':
      return new Date(String(value));
    case 'blob':
      return new Uint8Array(Buffer.from(String(value), 'base64'));
    case 'float':
    case 'double':
      return Number(value);
    case 'long':
    case 'big-integer':
      return typeof value === 'string' ? BigInt(value) : value;
    default:
      return value;
  }
}

/** The canonical form of what a client gives. */
export async function fromSdk(shape: Shape, value: unknown): Promise<Json> {
  if (value === undefined || value === null) return null;
  if (shape.kind === 'structure' && isRecord(value)) {
    const members = [...shape.members].flatMap(([name, member]) => (value[name] === undefined ? [] : [{ name, member }]));
    return Object.fromEntries(
      await Promise.all(members.map(async ({ name, member }) => [name, await fromSdk(member.shape, value[name])] as const)),
    );
  }
  if (shape.kind === 'map' && isRecord(value)) {
    const entries = Object.entries(value).map(async ([key, item]) => [key, await fromSdk(shape.value.shape, item)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
  if (shape.kind === 'list' && Array.isArray(value)) {
    return Promise.all(value.map((item) => fromSdk(shape.member.shape, item)));
  }
  return leaf(value);
}

async function leaf(value: unknown): Promise<Json> {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (isStream(value)) return Buffer.from(await value.transformToByteArray()).toString('base64');
  // Texts that hold JSON come as objects of String.
  if (value instanceof String) return String(value);
  return JSON.parse(JSON.stringify(value));
}

function ofMembers(
  value: { readonly [name: string]: Json },
  memberOf: (name: string) => Member | undefined,
  change: (shape: Shape, value: Json) => unknown,
): unknown {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const member = memberOf(name);
      return [name, member === undefined ? item : change(member.shape, item)];
    }),
  );
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}

function isStream(value: unknown): value is { transformToByteArray: () => Promise<Uint8Array> } {
  return isRecord(value) && typeof value.transformToByteArray === 'function';
}
