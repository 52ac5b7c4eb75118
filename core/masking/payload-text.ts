/** The text of a payload and back: UTF-8, UTF-16 by its mark, and any other as one byte a character. What is not changed comes back byte for byte. */

import { isUtf8 } from 'node:buffer';
import { utf16Of } from './payload-kind.ts';

export type PayloadText = { readonly text: string; readonly encode: (text: string) => Uint8Array };

export function payloadText(bytes: Uint8Array): PayloadText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const utf16 = bytes.length % 2 === 0 ? utf16Of(bytes) : undefined;
  if (utf16 === 'little-endian')
    return { text: buffer.toString('utf16le'), encode: (text) => plain(Buffer.from(text, 'utf16le')) };
  if (utf16 === 'big-endian') {
    return {
      text: Buffer.from(buffer).swap16().toString('utf16le'),
      encode: (text) => plain(Buffer.from(text, 'utf16le').swap16()),
    };
  }
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return { text: buffer.toString(encoding), encode: (text) => plain(Buffer.from(text, encoding)) };
}

function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
