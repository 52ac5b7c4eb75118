/** A session as HAR 1.2, in parts: one entry a call, made of what is recorded of it. Headers were never recorded, so none can leak. */

import type { Json } from '../model.ts';
import type { StoredEvent } from '../ports.ts';
import { memberOf, numberAt, textAt } from './read-json.ts';
import { readableCall } from './readable-call.ts';

/** What stands before the first entry. */
export function harBegin(productVersion: string): string {
  const creator = JSON.stringify({ name: 'Countersign', version: productVersion });
  return `{"log":{"version":"1.2","creator":${creator},"entries":[`;
}

/** What stands behind the last one; `note` is what the document says of itself. */
export function harEnd(note: Json): string {
  return `],"_countersign":${JSON.stringify(note)}}}`;
}

/** Whether this event ends a call, so that it has an entry. */
export function endsCall({ columns: { kind } }: StoredEvent): boolean {
  return kind === 'outcome' || kind === 'refused' || kind === 'unknown';
}

/** The entry of the call that this event ends; what it says of the request stands in the intent, where there is one. */
export function harEntry({ line, body }: StoredEvent, intent: StoredEvent | undefined): string {
  const event: Json = JSON.parse(line);
  return JSON.stringify(entryOf(intent === undefined ? event : JSON.parse(intent.line), event, body));
}

function entryOf(intent: Json, end: Json, body: Uint8Array | undefined): Json {
  const latency = numberAt(end, 'http_response', 'latency') ?? 0;
  const [service, operation] = [textAt(intent, 'api', 'service', 'name') ?? '', textAt(intent, 'api', 'operation') ?? ''];
  const data = memberOf(intent, 'api', 'request', 'data');
  return {
    startedDateTime: textAt(intent, 'time_dt') ?? '',
    time: latency,
    request: {
      ...{ method: 'POST', url: `https://${service}.aws.invalid/${operation}`, httpVersion: 'HTTP/1.1' },
      ...{ headers: [], queryString: [], cookies: [], headersSize: -1, bodySize: -1 },
      ...(data === undefined ? {} : { postData: { mimeType: 'application/json', text: JSON.stringify(data) } }),
    },
    response: {
      ...{ status: numberAt(end, 'http_response', 'code') ?? 0, statusText: textAt(end, 'api', 'response', 'error') ?? '' },
      ...{ httpVersion: 'HTTP/1.1', headers: [], cookies: [], redirectURL: '', headersSize: -1, bodySize: body?.byteLength ?? 0 },
      content: { size: body?.byteLength ?? 0, mimeType: 'application/octet-stream', ...textOf(body) },
    },
    cache: {},
    timings: { send: 0, wait: latency, receive: 0 },
    comment: readableCall(intent),
    _countersign: memberOf(end, 'unmapped', 'countersign') ?? null,
  };
}

/** A part of the document must fit into one answer of the gateway, where a quotation mark may take eight bytes, and base64 none more. */
const [mostTextBytes, mostBodyBytes] = [500_000, 2_500_000];

/** What is no text, or a long one, is in base64, as HAR has it. */
function textOf(body: Uint8Array | undefined): { readonly [name: string]: Json } {
  if (body === undefined) return {};
  if (body.byteLength > mostBodyBytes) return { comment: 'Too large for this document. The event names it by its SHA-256.' };
  const base64 = { text: Buffer.from(body).toString('base64'), encoding: 'base64' };
  if (body.byteLength > mostTextBytes) return base64;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) };
  } catch {
    return base64;
  }
}
