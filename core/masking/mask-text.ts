/** Masks free text and plain values on their way to the record: user agents, reasons, error messages, facts. */

import type { Json, Masked, Parameters } from '../model.ts';
import { recordView } from './claim.ts';
import { everyDetection, secretDetection } from './default-detection.ts';
import type { Detection } from './detect.ts';
import { redacted } from './forms.ts';
import { createLiterals, cut, type Literals } from './literals.ts';
import { apart, cutText } from './text-finder.ts';

/** Longer texts are cut, with a mark where. */
export const maxTextLength = 1000;

/** C0 and C1 controls, line and paragraph separators, bidi controls, zero-width characters: what makes a text look like another. */
const unprintable = /[\p{Cc}\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]/gu;

/** One line of text without control characters and without `secrets`, at most 1,000 characters. */
export function maskText(text: string, secrets: readonly string[] = []): Masked<string> {
  const literals = createLiterals(secrets);
  // A secret may hold control characters, and taking them out may join the halves of one: both are looked for.
  const printable = without(text, literals)
    .replace(/[\t\r\n]+/g, ' ')
    .replace(unprintable, '')
    .toWellFormed();
  const masked = withoutDetected(without(printable, literals), everyDetection());
  return (masked.length <= maxTextLength ? masked : `${masked.slice(0, maxTextLength - 1).toWellFormed()}…`) as Masked<string>;
}

/** The name of a resource: whole, but for a token that somebody wrote into it. */
export function maskName(name: string): Masked<string> {
  return withoutDetected(name, secretDetection()) as Masked<string>;
}

/** A value whose texts and keys hold none of `secrets`, and no secret that a detector knows. People are the subject of an event, and stay. */
export function maskJson(value: Parameters, secrets?: readonly string[]): Masked<Parameters>;
export function maskJson(value: Json, secrets?: readonly string[]): Masked<Json>;
export function maskJson(value: Json, secrets: readonly string[] = []): Masked<Json> {
  const literals = createLiterals(secrets);
  const key = (text: string) => without(text, literals);
  return rewritten(value, { key, text: (text) => withoutDetected(key(text), secretDetection()) }) as Masked<Json>;
}

/** What a detection finds in a text is cut as well. */
export function maskFurther<Text extends string>(text: Text, detection: Detection): Text {
  return withoutDetected(text, detection) as Text;
}

/** The same of a value, its keys apart. */
export function maskJsonFurther(value: Masked<Json>, detection: Detection): Masked<Json> {
  return rewritten(value, { key: (text) => text, text: (text) => withoutDetected(text, detection) }) as Masked<Json>;
}

type Rewriting = { readonly key: (text: string) => string; readonly text: (text: string) => string };

function rewritten(value: Json, by: Rewriting): Json {
  if (typeof value === 'string') return by.text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => rewritten(item, by));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [by.key(key), rewritten(item, by)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function without(text: string, literals: Literals): string {
  return cut(text, literals.find(text), redacted('secret'));
}

function withoutDetected(text: string, detection: Detection): string {
  const found = detection.find(text);
  if (found.length === 0) return text;
  return cutText(text, apart(found.map(({ claim, ...span }) => ({ ...span, claims: [claim] }))), recordView);
}
