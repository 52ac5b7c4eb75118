/** Texts of many records: a JSON value a line, and tables whose header says which column is secret (RFC 4180). */

import { GatewayError } from '../errors.ts';
import type { Claim, Hit } from './claim.ts';
import { freeForm, isExempt, nameClaim } from './free-form.ts';
import { findInJson } from './mask-json.ts';
import { apart, cutText, findingsOf, type TextFinder, type TextSpan } from './text-finder.ts';

/** `undefined` for a text that is neither. */
export function findInDelimited(text: string, type: string, finder: TextFinder): readonly Hit<string>[] | undefined {
  if (/ndjson$|jsonl(?:ines)?$/.test(type) || /^\{[^\n]*\}\r?\n\s*\{/.test(text)) return [...linesOf(text, finder)];
  return /\/(?:x-)?csv$|tab-separated-values$/.test(type) ? table(text, finder) : undefined;
}

function* linesOf(text: string, finder: TextFinder): Generator<Hit<string>> {
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield* inLine(text.slice(start, end), finder).map((hit) => ({ ...hit, start: hit.start + start, end: hit.end + start }));
    start = end + 1;
  }
}

function inLine(line: string, finder: TextFinder): readonly Hit<string>[] {
  if (line.trim() === '') return [];
  try {
    return findInJson(line, freeForm, finder);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return hitOf(line, finder.find(line, freeForm));
  }
}

function table(text: string, finder: TextFinder): readonly Hit<string>[] {
  return hitOf(text, apart([...finder.find(text, freeForm), ...secretCells(text)]));
}

function hitOf(text: string, spans: readonly TextSpan[]): readonly Hit<string>[] {
  if (spans.length === 0) return [];
  return [{ start: 0, end: text.length, findings: findingsOf(spans, ''), replace: (view) => cutText(text, spans, view) }];
}

type Cell = { readonly row: number; readonly column: number; readonly start: number; readonly end: number };

function* secretCells(text: string): Generator<TextSpan> {
  const claims = new Map<number, Claim>();
  for (const { row, column, start, end } of cellsOf(text)) {
    const value = text.slice(start, end);
    if (row === 0) {
      const claim = nameClaim(value.trim());
      if (claim !== undefined) claims.set(column, claim);
      continue;
    }
    if (claims.size === 0) return;
    const claim = claims.get(column);
    if (claim !== undefined && value.trim() !== '' && !isExempt(claim, value)) yield { start, end, claims: [claim] };
  }
}

/** What stands between the quotes, where there are any. */
function* cellsOf(text: string): Generator<Cell> {
  const delimiter = delimiterOf(text);
  let [row, column, at] = [0, 0, 0];
  while (at < text.length) {
    const isQuoted = text[at] === '"';
    const closed = isQuoted ? closingQuote(text, at + 1) : at;
    const end = cellEnd(text, closed, delimiter);
    yield isQuoted ? { row, column, start: at + 1, end: closed } : { row, column, start: at, end };
    const isLast = text[end] !== delimiter;
    at = text.startsWith('\r\n', end) ? end + 2 : end + 1;
    [row, column] = isLast ? [row + 1, 0] : [row, column + 1];
  }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at < 0 ? text.length : at;
}

function cellEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

/** The one that the header has most of. */
function delimiterOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const header = end < 0 ? text : text.slice(0, end);
  const counted = [',', ';', '\t', '|'].map((each) => ({ each, count: header.split(each).length }));
  return counted.reduce((most, next) => (next.count > most.count ? next : most)).each;
}
