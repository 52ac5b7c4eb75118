/** A session as CSV (RFC 4180), one event a row. A cell that a spreadsheet would run as a formula gets a leading apostrophe. */

import type { Json } from '../model.ts';
import type { StoredEvent } from '../ports.ts';
import { textAt } from './read-json.ts';
import { readableText } from './readable-text.ts';

const header = [
  'id',
  'time',
  'kind',
  'principal',
  'connection',
  'service',
  'operation',
  'access',
  'decision',
  'resources',
  'reason',
  'error',
  'checkpoint',
];

/** The first row of the file. */
export function csvHead(): string {
  return row(header);
}

/** One event's row; `checkpoint` is the number of the one that seals it, and empty until one does. */
export function csvRow({ columns, line }: StoredEvent, checkpoint: number | undefined): string {
  const event: Json = JSON.parse(line);
  const { id, time, kind, principal, connection, service, operation, access, decision, resources, reason } = columns;
  const error = textAt(event, 'api', 'response', 'error');
  const told = [id, time, kind, principal, connection, service, operation, access, decision, resources.join(' '), reason, error];
  return row([...told, checkpoint === undefined ? undefined : String(checkpoint)]);
}

function row(values: readonly (string | undefined)[]): string {
  return `${values.map((value) => cell(value ?? '')).join(',')}\r`;
}

/** Cleaned first: a control character before it would hide a formula until it is gone. Spreadsheets take the wide forms as well. */
function cell(value: string): string {
  const readable = readableText(value);
  const text = /^[\s\uFEFF]*[=+\-@＝＋－＠]|^\t/.test(readable) ? `'${readable}` : readable;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
