/** CBOR (RFC 8949) out: definite lengths and the shortest heads, as Smithy's rpcv2Cbor asks. */

/** What an encoder hands over; the pieces are joined once. */
export type Pieces = readonly Uint8Array[];

const [unsigned, negative, bytes, text, list, map, tag, simple] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

export const cborList = (count: number): Uint8Array => head(list, BigInt(count));
export const cborMap = (count: number): Uint8Array => head(map, BigInt(count));
export const cborTag = (number: number): Uint8Array => head(tag, BigInt(number));
export const cborBoolean = (value: boolean): Uint8Array => Uint8Array.of((simple << 5) | (value ? 21 : 20));

export function cborInteger(value: bigint): Uint8Array {
  return value < 0n ? head(negative, -1n - value) : head(unsigned, value);
}

export function cborText(value: string): Uint8Array {
  const content = Buffer.from(value);
  return Buffer.concat([head(text, BigInt(content.length)), content]);
}

export function cborBytes(value: Uint8Array): Uint8Array {
  return Buffer.concat([head(bytes, BigInt(value.length)), value]);
}

export function cborFloat(value: number, bits: 32 | 64): Uint8Array {
  const view = new DataView(new ArrayBuffer(1 + bits / 8));
  view.setUint8(0, (simple << 5) | (bits === 32 ? 26 : 27));
  if (bits === 32) view.setFloat32(1, value);
  else view.setFloat64(1, value);
  return new Uint8Array(view.buffer);
}

function head(major: number, argument: bigint): Uint8Array {
  if (argument < 24n) return Uint8Array.of((major << 5) | Number(argument));
  const size = argument < 0x100n ? 1 : argument < 0x10000n ? 2 : argument < 0x100000000n ? 4 : 8;
  const digits = argument.toString(16).padStart(size * 2, '0');
  return Buffer.concat([Uint8Array.of((major << 5) | (24 + Math.log2(size))), Buffer.from(digits, 'hex')]);
}
