/** A session as HAR 1.2: one entry a call, made of what is recorded of it. Headers were never recorded, so none can leak. */

import type { Json } from '../model.ts';
import type { StoredEvent } from '../ports.ts';
import { memberOf, numberAt, textAt } from './read-json.ts';
import { readableCall } from './readable-call.ts';

export type HarOptions = { readonly productVersion: string };

/** The whole document as one line. */
export function harOf(events: Iterable<StoredEvent>, { productVersion }: HarOptions): string {
  const intents = new Map<string, Json>();
  const entries: Json[] = [];
  for (const { columns, line, body } of events) {
    const event: Json = JSON.parse(line);
    const call = columns.callId ?? columns.id;
    if (columns.kind === 'intent') intents.set(call, event);
    if (columns.kind === 'outcome' || columns.kind === 'refused' || columns.kind === 'unknown') {
      entries.push(entryOf(intents.get(call) ?? event, event, body));
    }
  }
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'Countersign', version: productVersion }, entries } });
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

function textOf(body: Uint8Array | undefined): { readonly [name: string]: Json } {
  return body === undefined ? {} : { text: new TextDecoder().decode(body) };
}
