/** A session as an asciinema recording (asciicast v2): calls as commands, masked replies, and pauses for approvals said and shortened. */

import type { Json } from '../model.ts';
import type { StoredEvent } from '../ports.ts';
import { memberOf, numberAt, textAt, textsAt } from './read-json.ts';
import { readableCall } from './readable-call.ts';
import { readableStep } from './readable-step.ts';
import { readableText } from './readable-text.ts';

export type CastOptions = {
  readonly title: string;
  /** No pause is longer than this; the text says how long it was. */
  readonly idleSeconds: number;
  /** Where an earlier part of the same cast ended: this one goes on from there, without a header. */
  readonly before?: CastMoment;
};

/** One event's place in a cast: when it was recorded (epoch milliseconds), and the cast's own seconds. */
export type CastMoment = { readonly time: number; readonly at: number };

/** Lines and characters of a reply that are shown; the rest is counted. */
const [shownLines, shownCharacters] = [200, 20_000];

/** One JSON line a moment: the header, then `[seconds, "o", text]`. Events in their order. */
export function* castOf(events: Iterable<StoredEvent>, { title, idleSeconds, before }: CastOptions): Generator<string> {
  let last = before;
  for (const event of events) {
    const parsed: Json = JSON.parse(event.line);
    const moment = momentAfter(last, numberAt(parsed, 'time') ?? 0, idleSeconds);
    if (last === undefined) yield header(title, Math.floor(moment.time / 1000));
    const gap = Math.max(0, (moment.time - (last?.time ?? moment.time)) / 1000);
    const pause = gap > idleSeconds ? `# ${duration(gap)} later\r\n` : '';
    const text = pause + shownOf(event, parsed);
    if (text !== '') yield JSON.stringify([seconds(moment), 'o', text]);
    last = moment;
  }
}

/** When an event of that time is shown, behind one that was shown before. */
export function momentAfter(last: CastMoment | undefined, time: number, idleSeconds: number): CastMoment {
  if (last === undefined) return { time, at: 0 };
  return { time, at: last.at + Math.min(Math.max(0, (time - last.time) / 1000), idleSeconds) };
}

/** A marker: a note that players show beside the session, and never print. */
export function castNote(last: CastMoment, text: string): string {
  return JSON.stringify([seconds(last), 'm', readableText(text)]);
}

function seconds({ at }: CastMoment): number {
  return Number(at.toFixed(3));
}

function header(title: string, timestamp: number): string {
  return JSON.stringify({ version: 2, width: 120, height: 40, timestamp, title: readableText(title) });
}

/** What one event shows: an intent its command, an outcome its reply, a refusal both. */
function shownOf({ columns, body }: StoredEvent, event: Json): string {
  switch (columns.kind) {
    case 'intent':
      return terminal([prompt(event), decided(event)]);
    case 'outcome':
      return terminal([masks(event), ...replyOf(event, body)]);
    case 'payload':
      return terminal([`# ${payloadOf(event)}`]);
    case 'refused':
      return terminal([prompt(event), decided(event), failure(event)]);
    case 'unknown':
      return terminal(['# the outcome of this call is unknown']);
    case 'tampering':
    case 'approval':
    case 'session':
    case 'record-read':
    case 'erasure':
    case 'check':
      return terminal([`# ${readableStep(event) ?? columns.kind}${doneBy(event)}`]);
  }
}

/** `20971520 bytes of class binary passed unmasked: whole`. */
function payloadOf(event: Json): string {
  const own = memberOf(event, 'unmapped', 'countersign');
  const passed = `${numberAt(own, 'body', 'bytes') ?? 0} bytes of class ${textAt(own, 'body', 'class') ?? 'unknown'} passed unmasked`;
  return `${passed}: ${textAt(own, 'detail', 'state') ?? 'unknown'}`;
}

function prompt(event: Json): string {
  return `$ ${readableCall(event)}`;
}

function decided(event: Json): string {
  const outcome = textAt(event, 'unmapped', 'countersign', 'decision', 'outcome');
  if (outcome === undefined) return '';
  const list = memberOf(event, 'authorizations');
  const policies = Array.isArray(list)
    ? list.map((each) => textAt(each, 'policy', 'uid')).filter((uid) => uid !== undefined)
    : [];
  return `# ${outcome}${policies.length === 0 ? '' : ` by ${policies.join(', ')}`}`;
}

function masks(event: Json): string {
  const classes = textsAt(event, ['unmapped', 'countersign', 'masks'], 'class');
  return classes.length === 0 ? '' : `# masked: ${[...new Set(classes)].join(', ')}`;
}

function replyOf(event: Json, body: Uint8Array | undefined): readonly string[] {
  const failed = failure(event);
  if (body === undefined) return [failed === '' ? '# no body was kept' : failed];
  const text = readableText(new TextDecoder().decode(body));
  const lines = text.slice(0, shownCharacters).split('\n');
  const cut = text.length > shownCharacters ? [`# ${text.length - shownCharacters} more characters`] : [];
  const more = lines.length > shownLines ? [`# ${lines.length - shownLines} more lines`] : [];
  return [failed, ...lines.slice(0, shownLines), ...more, ...cut];
}

function failure(event: Json): string {
  const error = textAt(event, 'api', 'response', 'error');
  if (error === undefined) return '';
  return `# ${error}: ${textAt(event, 'api', 'response', 'error_message') ?? ''}`;
}

function doneBy(event: Json): string {
  const user = textAt(event, 'actor', 'user', 'uid');
  return user === undefined ? '' : ` (${user})`;
}

function terminal(lines: readonly string[]): string {
  const shown = lines.filter((line) => line !== '').flatMap((line) => readableText(line).split('\n'));
  return shown.map((line) => `${line}\r\n`).join('');
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
