/** The write-back guard: a value that this gateway masked must never be written into production as if it were real. */

import { GatewayError } from '../errors.ts';
import type { Json, Parameters } from '../model.ts';
import { pathOf } from './claim.ts';
import { isMaskedNumber } from './masked-digits.ts';

const mark = /\[masked:[a-z0-9][^\]\s]{0,80}\]|m-[0-9a-f]{12}@masked\.invalid/i;
const base64 = /^[A-Za-z0-9+/_-]{12,}={0,2}$/;

/** How often a text may hold another one: base64 of JSON with base64 in it. */
const maxLayers = 4;

/** Errors: `masked-value-write-back`, with the parameter's path. 0, false and 00:00 carry no mark and are not found. */
export function refuseMaskedWriteBack(parameters: Parameters): void {
  refuseAt(findMark(parameters, { path: [], layers: maxLayers, isMark: (text) => mark.test(text) }));
}

/** The same of numbers that stand for others (the form `shape`). Numbers of DynamoDB are never masked by one. */
export function refuseMaskedNumbers(parameters: Parameters, keys: readonly Uint8Array[]): void {
  if (keys.length === 0) return;
  const isMark = (text: string, path: Path) =>
    !/^NS?$/.test(path.findLast((name) => name !== '[]') ?? '') && isMaskedNumber(text, keys);
  refuseAt(findMark(parameters, { path: [], layers: maxLayers, isMark }));
}

function refuseAt(path: Path | undefined): void {
  if (path === undefined) return;
  throw new GatewayError(
    'masked-value-write-back',
    `The parameter ${pathOf(path)} holds a value that this gateway masked. Writing it would replace the real value with the mask. ` +
      'Leave the parameter out, give the real value, or ask for a permit that reveals it.',
  );
}

type Path = readonly string[];

type Looking = { readonly path: Path; readonly layers: number; readonly isMark: (text: string, path: Path) => boolean };

function findMark(value: Json, looking: Looking): Path | undefined {
  const { path } = looking;
  if (typeof value === 'string') return holdsMark(value, looking) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (isList(value)) return first(value, (item) => findMark(item, { ...looking, path: [...path, '[]'] }));
  return first(Object.entries(value), ([key, item]) =>
    holdsMark(key, looking) ? [...path, '(a key)'] : findMark(item, { ...looking, path: [...path, key] }),
  );
}

/** In the text itself, in what it is base64 or an encoded part of a URL of, or in the JSON that it writes down. */
function holdsMark(text: string, looking: Looking): boolean {
  const { path, layers, isMark } = looking;
  if (isMark(text, path)) return true;
  if (layers === 0) return false;
  const inside = { ...looking, layers: layers - 1 };
  if ([fromBase64(text), fromUrl(text)].some((decoded) => decoded !== undefined && holdsMark(decoded, inside))) return true;
  const json = fromJson(text);
  return json !== undefined && findMark(json, { ...inside, path: [] }) !== undefined;
}

/** IAM and others give documents in the encoding of URLs, and scripts send them back so. */
function fromUrl(text: string): string | undefined {
  if (!/%5b|%40/i.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function fromBase64(text: string): string | undefined {
  const packed = text.replace(/\s+/g, '');
  return base64.test(packed) ? Buffer.from(packed, 'base64').toString('utf8') : undefined;
}

/** Only a text with escapes can hide a mark that the text itself does not show; and one that is quoted. */
function fromJson(text: string): Json | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function first<Item>(items: readonly Item[], find: (item: Item) => Path | undefined): Path | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
