/** A strict JSON scanner (RFC 8259, as JSON.parse takes it) that walks a text beside a plan and builds nothing. */

import { GatewayError } from '../errors.ts';
import type { Edge, Plan } from './plan.ts';

/** One object serves for all leaves: it is only valid while it is handled. */
export type JsonLeaf = {
  readonly token: 'string' | 'number' | 'boolean' | 'key';
  readonly plan: Plan;
  /** The token in the text, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly hasEscape: boolean;
  /** Names from the root. */
  readonly names: readonly string[];
  /** Equal for the leaves of one object. */
  readonly frame: number;
};

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Deeper texts are refused: no reply of AWS comes near, and a stack must not be filled from outside. */
export const maxDepth = 200;

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/**
 * Calls `onLeaf` for the strings, numbers and booleans, in order, and for the keys of what is no structure.
 * Errors: `masking-failed` for whatever JSON.parse refuses.
 */
export function scanJson(text: string, root: Plan, onLeaf: (leaf: JsonLeaf) => void): void {
  const names: string[] = [];
  const found: Writable<JsonLeaf> = { token: 'string', plan: root, start: 0, end: 0, hasEscape: false, names, frame: 0 };
  let at = 0;
  let frames = 0;
  let hasEscape = false;

  skipSpace();
  value(root, 0, 0);
  skipSpace();
  if (at !== text.length) refuse();

  function refuse(place = at): never {
    throw new GatewayError('masking-failed', `The reply is not the JSON that its protocol promises (character ${place}).`);
  }

  function skipSpace(): void {
    for (;;) {
      const code = text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      at += 1;
    }
  }

  function value(plan: Plan, frame: number, depth: number): void {
    switch (text.charCodeAt(at)) {
      case 0x7b:
        object(plan, depth + 1);
        return;
      case 0x5b:
        array(plan, frame, depth + 1);
        return;
      case 0x22: {
        const start = at;
        string();
        leaf('string', plan, start, frame);
        return;
      }
      case 0x74:
        literal('true', plan, frame);
        return;
      case 0x66:
        literal('false', plan, frame);
        return;
      case 0x6e:
        literal('null', plan, frame);
        return;
      default:
        numeric(plan, frame);
        return;
    }
  }

  function leaf(token: JsonLeaf['token'], plan: Plan, start: number, frame: number): void {
    found.token = token;
    found.plan = plan;
    found.start = start;
    found.end = at;
    found.hasEscape = hasEscape;
    found.frame = frame;
    onLeaf(found);
  }

  function object(plan: Plan, depth: number): void {
    if (depth > maxDepth) refuse();
    frames += 1;
    const frame = frames;
    at += 1;
    skipSpace();
    if (text.charCodeAt(at) === 0x7d) {
      at += 1;
      return;
    }
    for (;;) {
      if (text.charCodeAt(at) !== 0x22) refuse();
      member(plan, frame, depth);
      const code = text.charCodeAt(at);
      at += 1;
      if (code === 0x7d) return;
      if (code !== 0x2c) refuse();
      skipSpace();
    }
  }

  function member(plan: Plan, frame: number, depth: number): void {
    const start = at;
    string();
    if (plan.kind !== 'structure') leaf('key', plan, start, frame);
    const key = hasEscape ? unescapeJson(text.slice(start, at)) : text.slice(start + 1, at - 1);
    skipSpace();
    if (text.charCodeAt(at) !== 0x3a) refuse();
    at += 1;
    skipSpace();
    descend(plan.child(key), frame, depth);
    skipSpace();
  }

  function descend(edge: Edge, frame: number, depth: number): void {
    names.push(edge.name);
    value(edge.plan, frame, depth);
    names.pop();
  }

  function array(plan: Plan, frame: number, depth: number): void {
    if (depth > maxDepth) refuse();
    at += 1;
    skipSpace();
    if (text.charCodeAt(at) === 0x5d) {
      at += 1;
      return;
    }
    const element = plan.element;
    for (;;) {
      descend(element, frame, depth);
      skipSpace();
      const code = text.charCodeAt(at);
      at += 1;
      if (code === 0x5d) return;
      if (code !== 0x2c) refuse();
      skipSpace();
    }
  }

  function string(): void {
    hasEscape = false;
    let next = at + 1;
    for (;;) {
      const code = text.charCodeAt(next);
      if (code === 0x22) break;
      if (code === 0x5c) {
        next = escapeSequence(next);
        continue;
      }
      if (code >= 0x20) next += 1;
      else refuse(next);
    }
    at = next + 1;
  }

  /** Where it ends. */
  function escapeSequence(start: number): number {
    hasEscape = true;
    const code = text.charCodeAt(start + 1);
    if (code === 0x75) {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(start + 2, start + 6))) refuse(start);
      return start + 6;
    }
    if (!'"\\/bfnrt'.includes(String.fromCharCode(code)) || Number.isNaN(code)) refuse(start);
    return start + 2;
  }

  function literal(word: 'true' | 'false' | 'null', plan: Plan, frame: number): void {
    if (!text.startsWith(word, at)) refuse();
    const start = at;
    at += word.length;
    hasEscape = false;
    if (word !== 'null') leaf('boolean', plan, start, frame);
  }

  function numeric(plan: Plan, frame: number): void {
    number.lastIndex = at;
    if (!number.test(text)) refuse();
    const start = at;
    at = number.lastIndex;
    hasEscape = false;
    leaf('number', plan, start, frame);
  }
}

/** A JSON string token that the scanner has checked → its text. */
export function unescapeJson(token: string): string {
  return JSON.parse(token) as string;
}
