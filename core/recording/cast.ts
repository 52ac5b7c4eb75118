/** A session as an asciinema recording (asciicast v2): calls as commands, masked replies, and pauses for approvals said and shortened. */

import type { Json } from '../model.ts';
import type { StoredEvent } from '../ports.ts';
import { memberOf, numberAt, textAt, textsAt } from './read-json.ts';
import { readableCall } from './readable-call.ts';
import { readableText } from './readable-text.ts';

export type CastOptions = {
  readonly title: string;
  /** No pause is longer than this; the text says how long it was. */
  readonly idleSeconds: number;
};

/** Lines of a reply that are shown; the rest is counted. */
const shownLines = 200;

/** One JSON line a moment: the header, then `[seconds, "o", text]`. Events in their order. */
export function* castOf(events: Iterable<StoredEvent>, { title, idleSeconds }: CastOptions): Generator<string> {
  let [last, at]: [number | undefined, number] = [undefined, 0];
  for (const event of events) {
    const parsed: Json = JSON.parse(event.line);
    const time = numberAt(parsed, 'time') ?? 0;
    const gap = Math.max(0, (time - (last ?? time)) / 1000);
    if (last === undefined) yield header(title, Math.floor(time / 1000));
    last = time;
    at += Math.min(gap, idleSeconds);
    const pause = gap > idleSeconds ? `# ${duration(gap)} later\r\n` : '';
    const text = pause + momentOf(event, parsed);
    if (text !== '') yield JSON.stringify([Number(at.toFixed(3)), 'o', text]);
  }
}

function header(title: string, timestamp: number): string {
  return JSON.stringify({ version: 2, width: 120, height: 40, timestamp, title: readableText(title) });
}

/** What one event shows: an intent its command, an outcome its reply, a refusal both. */
function momentOf({ columns, body }: StoredEvent, event: Json): string {
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
      return terminal([`# ${columns.kind} ${textAt(event, 'unmapped', 'countersign', 'detail', 'state') ?? ''}${told(event)}`]);
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
  const lines = readableText(new TextDecoder().decode(body)).split('\n');
  const more = lines.length > shownLines ? [`# ${lines.length - shownLines} more lines`] : [];
  return [failed, ...lines.slice(0, shownLines), ...more];
}

function failure(event: Json): string {
  const error = textAt(event, 'api', 'response', 'error');
  if (error === undefined) return '';
  return `# ${error}: ${textAt(event, 'api', 'response', 'error_message') ?? ''}`;
}

function told(event: Json): string {
  const user = textAt(event, 'actor', 'user', 'uid');
  return user === undefined ? '' : ` by ${user}`;
}

function terminal(lines: readonly string[]): string {
  const shown = lines.filter((line) => line !== '').flatMap((line) => readableText(line).split('\n'));
  return shown.map((line) => `${line}\r\n`).join('');
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
