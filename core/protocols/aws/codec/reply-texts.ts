/** Writes single texts of a reply anew, by the members of its output, and leaves every other byte as it is. */

import { CborError, readCborPlaces } from '../../../cbor.ts';
import { type HttpReply, withoutHeaders } from '../../../http.ts';
import { cborText } from './cbor-writer.ts';
import type { Bounds } from './cursor.ts';
import type { ReplyAs } from './decode-reply.ts';
import { readJsonStarts, readJsonString } from './json-reader.ts';
import { malformedPart } from './malformed.ts';
import { utf8Text } from './utf8.ts';
import { type Structure, wireNames } from './wire-names.ts';
import { xmlPlaces } from './xml-places.ts';
import { readXml } from './xml-reader.ts';

type Change = (text: string) => string;

type Rewriting = {
  readonly as: Omit<ReplyAs, 'maxPayloadBytes'>;
  /** Top-level text members of the output, by model name. */
  readonly names: readonly string[];
  readonly change: Change;
};

/** Bytes of a body, and what they become. */
type Edit<Part> = { readonly start: number; readonly end: number; readonly part: Part };

const bounds: Bounds = { depth: 200, values: 4_000_000 };

/** Empty texts stay. The very same reply where nothing changes. Errors: `malformed-request` when the bytes are not the protocol's. */
export function withReplyTexts(reply: HttpReply, rewriting: Rewriting): HttpReply {
  const { output } = rewriting.as;
  if (output?.kind !== 'structure' || reply.status >= 300) return reply;
  const headers = inHeaders(reply, output, rewriting);
  const body = inBody(reply.body, output, rewriting);
  return headers === reply.headers && body === reply.body ? reply : { ...reply, headers, body };
}

function inHeaders({ headers }: HttpReply, output: Structure, { names, change }: Rewriting): HttpReply['headers'] {
  const wanted = new Set(
    names.flatMap((name) => {
      const member = output.members.get(name);
      return member?.location === 'header' ? [(member.wireName ?? name).toLowerCase()] : [];
    }),
  );
  if (wanted.size === 0 || withoutHeaders(headers, wanted).length === headers.length) return headers;
  return headers.map(([name, value]) =>
    wanted.has(name.toLowerCase()) && value !== '' ? ([name, change(value)] as const) : ([name, value] as const),
  );
}

function inBody(body: Uint8Array, output: Structure, { as, names, change }: Rewriting): Uint8Array {
  const wanted = wantedNames(output, names);
  if (wanted.size === 0 || body.length === 0) return body;
  if (as.protocol === 'cbor') return inCbor(body, wanted, change);
  const text = utf8Text(body, 'reply');
  const isJson = as.protocol === 'json' || as.protocol === 'rest-json';
  const edits = isJson ? jsonEdits(text, wanted, change) : xmlEdits(text, wanted, { as, change });
  if (edits.length === 0) return body;
  return new Uint8Array(Buffer.from(spliced(edits, (start, end) => text.slice(start, end)).join('')));
}

/** Wire names of what is in the body; a payload that is the whole body holds none of them. */
function wantedNames(output: Structure, names: readonly string[]): ReadonlySet<string> {
  if (output.payload !== undefined) return new Set();
  const wanted = new Set(names);
  const wireNamesOf = (naming: 'body' | 'query') =>
    [...wireNames(output, naming)].flatMap(([wireName, { name }]) => (wanted.has(name) ? [wireName] : []));
  return new Set([...wireNamesOf('body'), ...wireNamesOf('query')]);
}

function jsonEdits(text: string, wanted: ReadonlySet<string>, change: Change): readonly Edit<string>[] {
  return [...readJsonStarts(text, bounds)].flatMap(([name, start]): readonly Edit<string>[] => {
    const found = wanted.has(name) ? readJsonString(text, start) : undefined;
    if (found === undefined || found.value === '') return [];
    return [{ start, end: found.end, part: JSON.stringify(change(found.value)) }];
  });
}

function xmlEdits(
  text: string,
  wanted: ReadonlySet<string>,
  { as, change }: Pick<Rewriting, 'as' | 'change'>,
): readonly Edit<string>[] {
  const { protocol, operation } = as;
  const wrapper = protocol === 'query' ? (operation.resultWrapper ?? `${operation.name}Result`) : undefined;
  return xmlPlaces(text, wanted, wrapper).flatMap(({ start, end }): readonly Edit<string>[] => {
    const value = readXml(`<t>${text.slice(start, end)}</t>`, bounds).text;
    return value === '' ? [] : [{ start, end, part: escapeXml(change(value)) }];
  });
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

function inCbor(body: Uint8Array, wanted: ReadonlySet<string>, change: Change): Uint8Array {
  const edits = [...cborPlaces(body)].flatMap(([name, { value, start, end }]): readonly Edit<Uint8Array>[] =>
    wanted.has(name) && typeof value === 'string' && value !== '' ? [{ start, end, part: cborText(change(value)) }] : [],
  );
  if (edits.length === 0) return body;
  return new Uint8Array(Buffer.concat(spliced(edits, (start, end) => body.subarray(start, end))));
}

function cborPlaces(body: Uint8Array) {
  try {
    return readCborPlaces(body, bounds);
  } catch (error) {
    throw malformedPart('reply', error instanceof CborError ? error.message : 'it is not CBOR');
  }
}

function spliced<Part>(edits: readonly Edit<Part>[], between: (start: number, end?: number) => Part): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { start, end, part } of edits) {
    parts.push(between(at, start), part);
    at = end;
  }
  return [...parts, between(at)];
}
