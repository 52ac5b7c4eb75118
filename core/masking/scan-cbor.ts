/** A strict CBOR scanner (RFC 8949) that walks bytes beside a plan and builds nothing. */

import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
import type { Edge, Plan } from './plan.ts';
import { maxDepth } from './scan-json.ts';

export type CborLeaf = {
  readonly token: 'text' | 'bytes' | 'integer' | 'float' | 'number' | 'boolean' | 'key';
  readonly plan: Plan;
  /** The whole item, head included; of a tagged number the tag as well. */
  readonly start: number;
  readonly end: number;
  /** Names from the root; only valid while the leaf is handled. */
  readonly names: readonly string[];
  readonly frame: number;
  /** Of `text` and `key`; of `bytes` one character a byte. */
  readonly text: string;
  /** Of `integer` and `float`. */
  readonly number: number;
};

type Head = { readonly major: number; readonly info: number; readonly argument: number };

const indefinite = 31;
const breakByte = 0xff;

/** Calls `onLeaf` for every text, byte string, number, boolean and key, in order. Errors: `masking-failed`. */
export function scanCbor(bytes: Uint8Array, root: Plan, onLeaf: (leaf: CborLeaf) => void): void {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names: string[] = [];
  let at = 0;
  let frames = 0;

  value(root, 0, 0);
  if (at !== bytes.length) refuse();

  function refuse(): never {
    throw new GatewayError('masking-failed', `The reply is not the CBOR that its protocol promises (byte ${at}).`);
  }

  function take(count: number): number {
    const start = at;
    if (count > bytes.length - at) refuse();
    at += count;
    return start;
  }

  function head(): Head {
    const first = bytes[take(1)] ?? 0;
    const major = first >> 5;
    const info = first & 31;
    if (info < 24 || info === indefinite) return { major, info, argument: info < 24 ? info : 0 };
    if (info === 24) return { major, info, argument: data.getUint8(take(1)) };
    if (info === 25) return { major, info, argument: data.getUint16(take(2)) };
    if (info === 26) return { major, info, argument: data.getUint32(take(4)) };
    if (info === 27) return { major, info, argument: Number(data.getBigUint64(take(8))) };
    return refuse();
  }

  function value(plan: Plan, frame: number, depth: number, from = at): void {
    const start = from;
    const { major, info, argument } = head();
    if (info === indefinite && (major < 2 || major === 6)) refuse();
    switch (major) {
      case 0:
      case 1:
        leaf({ token: 'integer', plan, start, frame, number: major === 0 ? argument : -1 - argument });
        return;
      case 2:
        leaf({ token: 'bytes', plan, start, frame, text: string(2, info, argument) });
        return;
      case 3:
        leaf({ token: 'text', plan, start, frame, text: string(3, info, argument) });
        return;
      case 4:
        array({ plan, frame, depth: depth + 1, count: info === indefinite ? undefined : argument });
        return;
      case 5:
        map({ plan, depth: depth + 1, count: info === indefinite ? undefined : argument });
        return;
      case 6:
        tagged(argument, { plan, frame, depth: depth + 1, start });
        return;
      default:
        simple(info, { plan, start, frame });
        return;
    }
  }

  type Found = Pick<CborLeaf, 'token' | 'plan' | 'start' | 'frame'> & { readonly text?: string; readonly number?: number };

  function leaf(found: Found): void {
    onLeaf({ text: '', number: 0, ...found, end: at, names });
  }

  function string(major: number, info: number, length: number): string {
    if (info !== indefinite) return chunk(major, length);
    let text = '';
    while (bytes[at] !== breakByte) {
      const part = head();
      if (part.major !== major || part.info === indefinite) refuse();
      text += chunk(major, part.argument);
    }
    at += 1;
    return text;
  }

  function chunk(major: number, length: number): string {
    const start = take(length);
    const part = bytes.subarray(start, at);
    if (major === 2) return Buffer.from(part.buffer, part.byteOffset, part.length).toString('latin1');
    if (!isUtf8(part)) refuse();
    return Buffer.from(part.buffer, part.byteOffset, part.length).toString('utf8');
  }

  type Container = { readonly plan: Plan; readonly depth: number; readonly count: number | undefined };

  function repeat({ depth, count }: Container, item: () => void): void {
    if (depth > maxDepth) refuse();
    if (count !== undefined && count > bytes.length - at) refuse();
    for (let done = 0; count === undefined ? bytes[at] !== breakByte : done < count; done += 1) item();
    if (count === undefined) at += 1;
  }

  function array(container: Container & { readonly frame: number }): void {
    const element = container.plan.element;
    repeat(container, () => descend(element, container.frame, container.depth));
  }

  function map(container: Container): void {
    frames += 1;
    const frame = frames;
    repeat(container, () => {
      const start = at;
      const { major, info, argument } = head();
      if (major !== 3) refuse();
      const key = string(3, info, argument);
      leaf({ token: 'key', plan: container.plan, start, frame, text: key });
      descend(container.plan.child(key), frame, container.depth);
    });
  }

  function descend(edge: Edge, frame: number, depth: number): void {
    names.push(edge.name);
    value(edge.plan, frame, depth);
    names.pop();
  }

  /** Tags 2 to 5 are numbers written as bytes or pairs; of every other tag the content is the value. */
  function tagged(tag: number, item: { plan: Plan; frame: number; depth: number; start: number }): void {
    const { plan, frame, depth, start } = item;
    if (depth > maxDepth) refuse();
    if (tag < 2 || tag > 5) {
      value(plan, frame, depth);
      return;
    }
    scanCborItem();
    leaf({ token: 'number', plan, start, frame });

    function scanCborItem(): void {
      const { major, info, argument } = head();
      if (tag <= 3 && major === 2) {
        string(2, info, argument);
        return;
      }
      if (tag <= 3 || major !== 4 || argument !== 2 || info === indefinite) refuse();
      for (let part = 0; part < 2; part += 1) numberPart();
    }
  }

  function numberPart(): void {
    const { major, info, argument } = head();
    if (major < 2) return;
    if (major !== 6 || argument < 2 || argument > 3) refuse();
    const inner = head();
    if (inner.major !== 2) refuse();
    string(2, inner.info, inner.argument);
    if (info === indefinite) refuse();
  }

  function simple(info: number, item: { plan: Plan; start: number; frame: number }): void {
    if (info === 20 || info === 21) {
      leaf({ token: 'boolean', ...item });
      return;
    }
    if (info === 22 || info === 23) return;
    if (info === 25) {
      leaf({ token: 'float', ...item, number: halfFloat(data.getUint16(at - 2)) });
      return;
    }
    if (info === 26) {
      leaf({ token: 'float', ...item, number: data.getFloat32(at - 4) });
      return;
    }
    if (info === 27) {
      leaf({ token: 'float', ...item, number: data.getFloat64(at - 8) });
      return;
    }
    refuse();
  }
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
