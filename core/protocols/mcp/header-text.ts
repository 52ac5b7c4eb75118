/** Values in MCP's own headers: plain ASCII, or `=?base64?…?=` around base64 of UTF-8 (MCP 2026-07-28, "Streamable HTTP"). */

import { GatewayError } from '../../errors.ts';
import { type Header, headerValues } from '../../http.ts';
import { utf8Text } from '../aws/codec/utf8.ts';

const wrapped = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/;

/** `undefined` when the header is not there, stands twice, or cannot be read. `name` is lower-case. */
export function headerText(headers: readonly Header[], name: string): string | undefined {
  const [value, ...more] = headerValues(headers, name);
  return value === undefined || more.length > 0 ? undefined : unwrapped(value.trim());
}

function unwrapped(value: string): string | undefined {
  const [, base64] = wrapped.exec(value) ?? [];
  if (base64 === undefined) return value;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return undefined;
  try {
    return utf8Text(bytes, 'A header');
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

/** A value as a header can carry it: bare where that says the same. */
export function headerTextOf(value: string): string {
  const isPlain = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !value.startsWith('=?base64?');
  return isPlain ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`;
}
