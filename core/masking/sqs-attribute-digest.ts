/** The MD5 of SQS message attributes, as "Calculating the MD5 message digest for message attributes" of the SQS developer guide has it. */

import { createHash } from 'node:crypto';
import type { Json } from '../model.ts';

/** Hex; `undefined` for what is no map of attributes. */
export function attributeDigest(attributes: Json | undefined): string | undefined {
  if (!isObject(attributes)) return undefined;
  const hash = createHash('md5');
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name];
    if (!isObject(attribute) || typeof attribute.DataType !== 'string') return undefined;
    hash.update(sized(Buffer.from(name)));
    hash.update(sized(Buffer.from(attribute.DataType)));
    hash.update(transportOf(attribute));
  }
  return hash.digest('hex');
}

/** One byte for the transport type, then the value. */
function transportOf({ StringValue: text, BinaryValue: base64 }: { readonly [name: string]: Json }): Uint8Array {
  if (typeof text === 'string') return Buffer.concat([Uint8Array.of(1), sized(Buffer.from(text))]);
  return Buffer.concat([Uint8Array.of(2), sized(Buffer.from(typeof base64 === 'string' ? base64 : '', 'base64'))]);
}

function sized(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
