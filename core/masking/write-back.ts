/** The write-back guard: a value that this gateway masked must never be written into production as if it were real. */

import { GatewayError } from '../errors.ts';
import type { Json, Parameters } from '../model.ts';
import { pathOf } from './claim.ts';

const mark = /\[masked:[a-z0-9][^\]\s]{0,80}\]|m-[0-9a-f]{12}@masked\.invalid/i;
const base64 = /^[A-Za-z0-9+/_-]{12,}={0,2}$/;

/** How often a text may hold another one: base64 of JSON with base64 in it. */
const maxLayers = 4;

/** Errors: `masked-value-write-back`, with the parameter's path. 0, false and 00:00 carry no mark and are not found. */
export function refuseMaskedWriteBack(parameters: Parameters): void {
  const path = findMark(parameters, [], maxLayers);
  if (path === undefined) return;
  throw new GatewayError(
    'masked-value-write-back',
    `The parameter ${pathOf(path)} holds a value that this gateway masked. Writing it would replace the real value with the mask. ` +
      'Leave the parameter out, give the real value, or ask for a permit that reveals it.',
  );
}

type Path = readonly string[];

function findMark(value: Json, path: Path, layers: number): Path | undefined {
  if (typeof value === 'string') return holdsMark(value, layers) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (isList(value)) return first(value, (item) => findMark(item, [...path, '[]'], layers));
  return first(Object.entries(value), ([key, item]) =>
    holdsMark(key, layers) ? [...path, '(a key)'] : findMark(item, [...path, key], layers),
  );
}

/** In the text itself, in what it is base64 of, or in the JSON that it writes down. */
function holdsMark(text: string, layers: number): boolean {
  if (mark.test(text)) return true;
  if (layers === 0) return false;
  const decoded = fromBase64(text);
  if (decoded !== undefined && holdsMark(decoded, layers - 1)) return true;
  const json = fromJson(text);
  return json !== undefined && findMark(json, [], layers - 1) !== undefined;
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
