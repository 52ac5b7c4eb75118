/** A strict reader of CBOR (RFC 8949): one item, text keys, no key twice, nothing behind its end. */

export type CborTag = { readonly tag: number; readonly value: CborValue };

/** Integers are numbers where they are exact, else bigints; `undefined` reads as null. */
export type CborValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | CborTag
  | readonly CborValue[]
  | ReadonlyMap<string, CborValue>;

/** What was wrong, without any of the content. */
export class CborError extends Error {}

/** An entry's value, and the bytes that it stands in. */
export type CborPlace = { readonly value: CborValue; readonly start: number; readonly end: number };

type Bounds = { readonly depth: number; readonly values: number };

/** `left` counts down the items that may still come. */
type Reader = { readonly bytes: Uint8Array; readonly view: DataView; at: number; left: number };

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const indefinite = 31;
const breakByte = 0xff;

/** Errors: `CborError` for anything that is not exactly one item, for more than `depth` levels, and for more than `values` items. */
export function readCbor(bytes: Uint8Array, bounds: Bounds): CborValue {
  const reader = createReader(bytes, bounds);
  const value = readItem(reader, bounds.depth);
  if (reader.at !== bytes.length) throw new CborError('something follows its end');
  return value;
}

/** Where the value of each entry of the one map begins and ends. Errors: as `readCbor`, and for any other item. */
export function readCborPlaces(bytes: Uint8Array, bounds: Bounds): ReadonlyMap<string, CborPlace> {
  const reader = createReader(bytes, bounds);
  const places = new Map<string, CborPlace>();
  const initial = nextByte(reader);
  if (initial >> 5 !== 5) throw new CborError('it is not a map');
  readMap(reader, initial & 0x1f, bounds.depth, places);
  if (reader.at !== bytes.length) throw new CborError('something follows its end');
  return places;
}

function createReader(bytes: Uint8Array, { values }: Bounds): Reader {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, left: values };
}

function readItem(reader: Reader, depth: number): CborValue {
  if (depth < 0) throw new CborError('it is nested too deeply');
  admit(reader);
  const initial = nextByte(reader);
  const minor = initial & 0x1f;
  switch (initial >> 5) {
    case 0:
      return readArgument(reader, minor);
    case 1:
      return negative(readArgument(reader, minor));
    case 2:
      return minor === indefinite ? joinChunks(reader, 2) : readBytes(reader, minor);
    case 3:
      return decodeText(minor === indefinite ? joinChunks(reader, 3) : readBytes(reader, minor));
    case 4:
      return readList(reader, minor, depth);
    case 5:
      return readMap(reader, minor, depth);
    case 6:
      return { tag: readLength(reader, minor), value: readItem(reader, depth - 1) };
    default:
      return readSimple(reader, minor);
  }
}

function readArgument(reader: Reader, minor: number): number | bigint {
  if (minor < 24) return minor;
  const at = reader.at;
  if (minor > 27) throw new CborError('it holds a reserved length');
  advance(reader, 1 << (minor - 24));
  if (minor === 24) return reader.view.getUint8(at);
  if (minor === 25) return reader.view.getUint16(at);
  if (minor === 26) return reader.view.getUint32(at);
  return exact(reader.view.getBigUint64(at));
}

function readLength(reader: Reader, minor: number): number {
  const length = readArgument(reader, minor);
  if (typeof length === 'bigint') throw new CborError('it ends too early');
  return length;
}

function readBytes(reader: Reader, minor: number): Uint8Array {
  const length = readLength(reader, minor);
  const start = reader.at;
  advance(reader, length);
  return reader.bytes.subarray(start, start + length);
}

/** The chunks of an indefinite string: each of the same kind, and definite. */
function joinChunks(reader: Reader, major: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  while (!endsHere(reader)) {
    admit(reader);
    const initial = nextByte(reader);
    if (initial >> 5 !== major || (initial & 0x1f) === indefinite) throw new CborError('a string has a chunk of another kind');
    const chunk = readBytes(reader, initial & 0x1f);
    if (major === 3) decodeText(chunk);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function readList(reader: Reader, minor: number, depth: number): readonly CborValue[] {
  const items: CborValue[] = [];
  const count = countOf(reader, minor);
  while (count === undefined ? !endsHere(reader) : items.length < count) items.push(readItem(reader, depth - 1));
  return items;
}

function readMap(reader: Reader, minor: number, depth: number, places?: Map<string, CborPlace>): ReadonlyMap<string, CborValue> {
  const entries = new Map<string, CborValue>();
  const count = countOf(reader, minor);
  while (count === undefined ? !endsHere(reader) : entries.size < count) {
    const key = readItem(reader, depth - 1);
    if (typeof key !== 'string') throw new CborError('a key is not text');
    if (entries.has(key)) throw new CborError('a key is given twice in one map');
    const start = reader.at;
    const value = readItem(reader, depth - 1);
    entries.set(key, value);
    places?.set(key, { value, start, end: reader.at });
  }
  return entries;
}

function countOf(reader: Reader, minor: number): number | undefined {
  return minor === indefinite ? undefined : readLength(reader, minor);
}

/** Whether an indefinite item ends here; moves behind the break. */
function endsHere(reader: Reader): boolean {
  if (reader.bytes[reader.at] !== breakByte) return false;
  reader.at += 1;
  return true;
}

function readSimple(reader: Reader, minor: number): CborValue {
  const at = reader.at;
  switch (minor) {
    case 20:
    case 21:
      return minor === 21;
    case 22:
    case 23:
      return null;
    case 25:
      advance(reader, 2);
      return float16(reader.view.getUint16(at));
    case 26:
      advance(reader, 4);
      return reader.view.getFloat32(at);
    case 27:
      advance(reader, 8);
      return reader.view.getFloat64(at);
    default:
      throw new CborError('it holds a value of an unknown kind');
  }
}

function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function negative(argument: number | bigint): number | bigint {
  const value = typeof argument === 'bigint' ? Number.NaN : -1 - argument;
  return Number.isSafeInteger(value) ? value : -1n - BigInt(argument);
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return text.decode(bytes);
  } catch {
    throw new CborError('a text is not UTF-8');
  }
}

function admit(reader: Reader): void {
  reader.left -= 1;
  if (reader.left < 0) throw new CborError('it holds too many items');
}

function nextByte(reader: Reader): number {
  const byte = reader.bytes[reader.at];
  if (byte === undefined) throw new CborError('it ends too early');
  reader.at += 1;
  return byte;
}

function advance(reader: Reader, count: number): void {
  if (count > reader.bytes.length - reader.at) throw new CborError('it ends too early');
  reader.at += count;
}
