/** A strict reader of JSON (RFC 8259) that keeps numbers as they were written and refuses duplicate names. */

import type { Json } from '../../../model.ts';
import { admit, type Bounds, type Cursor, createCursor, skipSpace } from './cursor.ts';
import { malformedPart } from './malformed.ts';

/** A number by its digits, so that nothing is lost before its type is known. */
export type NumberText = { readonly digits: string };

export type JsonTree = null | boolean | string | NumberText | readonly JsonTree[] | ReadonlyMap<string, JsonTree>;

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const quote = 0x22;
const backslash = 0x5c;

/** Errors: `malformed-request` for anything that is not one JSON value, for a name given twice, and for what is over the bounds. */
export function readJson(text: string, bounds: Bounds): JsonTree {
  const cursor = createCursor(text, bounds);
  skipSpace(cursor);
  const value = readValue(cursor, bounds.depth);
  if (cursor.at !== text.length) throw refusal(cursor, 'something follows its end');
  return value;
}

/** Numbers become numbers where that loses nothing; an integer beyond 2^53 is kept as its digits. */
export function plainJson(tree: JsonTree): Json {
  if (tree === null || typeof tree !== 'object') return tree;
  if (tree instanceof Map) return Object.fromEntries([...tree].map(([name, value]) => [name, plainJson(value)]));
  if ('digits' in tree) return plainNumber(tree.digits);
  return [...(tree as readonly JsonTree[])].map((item) => plainJson(item));
}

function plainNumber(digits: string): Json {
  const value = Number(digits);
  return Number.isFinite(value) && (!/^-?\d+$/.test(digits) || Number.isSafeInteger(value)) ? value : digits;
}

/** Where the value of each member of the text's one object begins. Errors: as `readJson`, and for any other value. */
export function readJsonStarts(text: string, bounds: Bounds): ReadonlyMap<string, number> {
  const cursor = createCursor(text, bounds);
  const starts = new Map<string, number>();
  skipSpace(cursor);
  if (text[cursor.at] !== '{') throw refusal(cursor, 'an object is expected');
  readObject(cursor, bounds.depth, starts);
  skipSpace(cursor);
  if (cursor.at !== text.length) throw refusal(cursor, 'something follows its end');
  return starts;
}

/** The string that begins there, and where it ends; `undefined` where another value does. */
export function readJsonString(text: string, start: number): { readonly value: string; readonly end: number } | undefined {
  if (text.charCodeAt(start) !== quote) return undefined;
  const cursor = { ...createCursor(text, { depth: 0, values: 1 }), at: start };
  return { value: readString(cursor), end: cursor.at };
}

/** Reads one value and the white space behind it. */
function readValue(cursor: Cursor, depth: number): JsonTree {
  if (depth < 0) throw refusal(cursor, 'it is nested too deeply');
  if (!admit(cursor)) throw refusal(cursor, 'it holds too many values');
  const value = readBare(cursor, depth);
  skipSpace(cursor);
  return value;
}

function readBare(cursor: Cursor, depth: number): JsonTree {
  switch (cursor.text[cursor.at]) {
    case '{':
      return readObject(cursor, depth);
    case '[':
      return readArray(cursor, depth);
    case '"':
      return readString(cursor);
    case 't':
      return readWord(cursor, 'true', true);
    case 'f':
      return readWord(cursor, 'false', false);
    case 'n':
      return readWord(cursor, 'null', null);
    default:
      return readNumber(cursor);
  }
}

function readObject(cursor: Cursor, depth: number, starts?: Map<string, number>): ReadonlyMap<string, JsonTree> {
  const members = new Map<string, JsonTree>();
  open(cursor);
  if (closes(cursor, '}')) return members;
  while (true) {
    if (cursor.text[cursor.at] !== '"') throw refusal(cursor, 'a name is expected');
    const name = readString(cursor);
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== ':') throw refusal(cursor, 'a colon is expected');
    open(cursor);
    starts?.set(name, cursor.at);
    const before = members.size;
    members.set(name, readValue(cursor, depth - 1));
    if (members.size === before) throw refusal(cursor, 'a name is given twice in one object');
    if (closes(cursor, '}')) return members;
    separate(cursor);
  }
}

function readArray(cursor: Cursor, depth: number): readonly JsonTree[] {
  const items: JsonTree[] = [];
  open(cursor);
  if (closes(cursor, ']')) return items;
  while (true) {
    items.push(readValue(cursor, depth - 1));
    if (closes(cursor, ']')) return items;
    separate(cursor);
  }
}

function readString(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at;
  let end = start + 1;
  let isPlain = true;
  for (let code = text.charCodeAt(end); code !== quote; code = text.charCodeAt(end)) {
    // NaN at the end of the text fails this comparison too.
    if (!(code >= 0x20)) throw refusal(cursor, 'a string does not end or holds a control character');
    isPlain &&= code !== backslash;
    end += code === backslash ? 2 : 1;
  }
  cursor.at = end + 1;
  return isPlain ? text.slice(start + 1, end) : unescaped(cursor, text.slice(start, end + 1));
}

/** Only escapes can name half of a surrogate pair: the bytes were UTF-8. */
function unescaped(cursor: Cursor, literal: string): string {
  const value = parsedString(literal);
  if (value === undefined) throw refusal(cursor, 'a string holds an unknown escape');
  if (!value.isWellFormed()) throw refusal(cursor, 'a string holds half of a surrogate pair');
  return value;
}

function parsedString(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

function readNumber(cursor: Cursor): NumberText {
  const start = cursor.at;
  while (isNumeric(cursor.text.charCodeAt(cursor.at))) cursor.at += 1;
  const digits = cursor.text.slice(start, cursor.at);
  if (!number.test(digits)) throw refusal(cursor, 'a value is expected');
  return { digits };
}

/** A digit or one of `+ - . E e`. */
function isNumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e || code === 0x45 || code === 0x65;
}

function readWord<T>(cursor: Cursor, word: string, value: T): T {
  if (!cursor.text.startsWith(word, cursor.at)) throw refusal(cursor, 'a value is expected');
  cursor.at += word.length;
  return value;
}

function open(cursor: Cursor): void {
  cursor.at += 1;
  skipSpace(cursor);
}

function closes(cursor: Cursor, mark: string): boolean {
  if (cursor.text[cursor.at] !== mark) return false;
  cursor.at += 1;
  return true;
}

function separate(cursor: Cursor): void {
  if (cursor.text[cursor.at] !== ',') throw refusal(cursor, 'a comma or the end of the object or list is expected');
  open(cursor);
}

function refusal(cursor: Cursor, problem: string): Error {
  return malformedPart('JSON body', `${problem} (near character ${cursor.at})`);
}
