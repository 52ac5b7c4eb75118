/** Takes a session out of the record in a form that other tools read, page by page: the texts of all pages, joined, are one file. Reading it is recorded. */

import type { Json } from '../model.ts';
import type { StoredEvent } from '../ports.ts';
import type { ApiCaller } from '../product-api.ts';
import { momentAfter } from '../recording/cast.ts';
import { openPlace, type Place, placeOf, sealPlace } from '../recording/cursor.ts';
import { type ExportFormat, exportForms, idleSeconds, type SealedRange, type Told } from '../recording/export-forms.ts';
import { endsCall } from '../recording/har.ts';
import { memberOf, numberAt } from '../recording/read-json.ts';
import { createCheckpointNumber, widened } from '../recording/sealed-range.ts';
import type { Receipts } from '../recording/sealing-ports.ts';
import { bodyOf, type ExportedBody } from './exported-body.ts';
import { type SearchPorts, showSession } from './search-record.ts';

export type ExportPorts = SearchPorts & {
  /** Absent where nothing is sealed. */
  readonly receipts?: Receipts;
};

export type ExportAsked = { readonly format: ExportFormat; readonly cursor?: string };

export type ExportPage = {
  readonly format: ExportFormat;
  /** On this page. */
  readonly events: number;
  readonly text: string;
  /** OCSF lines name a body by its hash; the bodies of this page's events stand beside them. */
  readonly bodies?: readonly ExportedBody[];
  /** Of all pages so far: by which checkpoints `sessions verify` proves them. */
  readonly sealed: SealedRange;
  /** Absent on the last page. */
  readonly cursor?: string;
};

/** What one page carries at most: an answer of AWS Lambda takes 6 MB, in which the page's JSON is a text of JSON once more. */
const maxBytes = 5_000_000;
const maxEvents = 2000;
/** Read at once, with their bodies. */
const readAtOnce = 25;
/** How far back a page looks for the intents of the calls that end on it. */
const maxLookedBack = 5000;

/** Where one page ended and the next one goes on. */
type State = Told & {
  readonly last?: Place;
  /** The event before the oldest call that is still open. */
  readonly open?: Place;
};

/** Errors: `not-found`, `malformed-request` (cursor), `recorder-unavailable`. */
export async function exportSession(
  caller: ApiCaller,
  sessionId: string,
  { format, cursor }: ExportAsked,
  ports: ExportPorts,
): Promise<ExportPage> {
  const scope = { keyring: ports.keyring, tenant: ports.tenant, query: { list: 'export', session: sessionId, format } };
  const start = cursor === undefined ? begun : stateOf(openPlace(cursor, scope));
  const session = await showSession(caller, sessionId, ports);
  const title = `${session.principal} on ${session.connection}, ${session.openedAt}`;
  const { state, isEnd, ...page } = await onePage(start, { session: session.id, format, title }, ports);
  const told = { format, ...page, sealed: state.sealed };
  return isEnd ? told : { ...told, cursor: sealPlace(state, scope) };
}

const begun: State = { events: 0, entries: 0, sealed: { unsealed: 0 } };

type Exporting = { readonly session: string; readonly format: ExportFormat; readonly title: string };
type Page = Pick<ExportPage, 'events' | 'text' | 'bodies'> & { readonly state: State; readonly isEnd: boolean };

/** Takes events until the page is full; the first one always fits. */
async function onePage(start: State, { session, format, title }: Exporting, ports: ExportPorts): Promise<Page> {
  const form = exportForms[format];
  const numberOf = createCheckpointNumber(ports.receipts);
  const calls = format === 'har' ? await openCalls(start, session, ports) : new Map<string, OpenCall>();
  const texts: string[] = start.events === 0 ? [form.begin] : [];
  const bodies: ExportedBody[] = [];
  let [state, bytes] = [start, 0];
  const page = () => ({ events: state.events - start.events, text: texts.join(''), ...(format === 'ocsf' ? { bodies } : {}) });
  for await (const event of eventsBehind(start.last, session, ports)) {
    const checkpoint = await numberOf(event.columns);
    const text = form.tell(event, { title, told: state, intent: calls.get(event.columns.callId ?? '')?.intent, checkpoint });
    const body = format === 'ocsf' ? bodyOf(event) : undefined;
    const size = sizeOf(text) + sizeOf(body);
    if (bytes > 0 && bytes + size > maxBytes) return { ...page(), state: withOpen(state, calls), isEnd: false };
    texts.push(text);
    bodies.push(...(body === undefined ? [] : [body]));
    note(calls, event, state.last);
    bytes += size;
    state = after(state, event, checkpoint);
    if (state.events - start.events === maxEvents) return { ...page(), state: withOpen(state, calls), isEnd: false };
  }
  texts.push(form.end(state));
  return { ...page(), state, isEnd: true };
}

async function* eventsBehind(place: Place | undefined, session: string, { search }: ExportPorts): AsyncGenerator<StoredEvent> {
  let page = await search.session(session, readAtOnce, place);
  yield* page.events;
  while (page.next !== undefined) {
    page = await search.session(session, readAtOnce, page.next);
    yield* page.events;
  }
}

function sizeOf(value: Json | undefined): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(JSON.stringify(value)));
}

function after(state: State, event: StoredEvent, checkpoint: number | undefined): State {
  const { time, id } = event.columns;
  return {
    events: state.events + 1,
    entries: state.entries + (endsCall(event) ? 1 : 0),
    sealed: widened(state.sealed, checkpoint),
    moment: momentAfter(state.moment, numberAt(JSON.parse(event.line), 'time') ?? 0, idleSeconds),
    last: { time, id },
  };
}

/** A call whose end is still to come; `before` is the event before its intent. */
type OpenCall = { readonly intent: StoredEvent; readonly before: Place | undefined };
type OpenCalls = Map<string, OpenCall>;

const beforeAll: Place = { time: '1970-01-01T00:00:00.000Z', id: '' };

function note(calls: OpenCalls, event: StoredEvent, before: Place | undefined): void {
  const { kind, callId = '' } = event.columns;
  if (kind === 'intent') calls.set(callId, { intent: event, before });
  if (endsCall(event)) calls.delete(callId);
}

function withOpen(state: State, calls: OpenCalls): State {
  const [oldest] = calls.values();
  return oldest === undefined ? state : { ...state, open: oldest.before ?? beforeAll };
}

/** What earlier pages left open, read again. A call that has been open for longer is told without its parameters. */
async function openCalls({ open, last }: State, session: string, ports: ExportPorts): Promise<OpenCalls> {
  const calls: OpenCalls = new Map();
  if (open === undefined) return calls;
  let [before, read] = [open, 0];
  for await (const event of eventsBehind(open, session, ports)) {
    const { time, id } = event.columns;
    note(calls, event, before);
    before = { time, id };
    read += 1;
    if (id === last?.id || read === maxLookedBack) return calls;
  }
  return calls;
}

/** The cursor's own content, which only this installation can have written. */
function stateOf(place: Json): State {
  const [last, open, moment] = [placeOf(memberOf(place, 'last')), placeOf(memberOf(place, 'open')), memberOf(place, 'moment')];
  const checkpoints = memberOf(place, 'sealed', 'checkpoints');
  const range = { first: numberAt(checkpoints, 'first') ?? 0, last: numberAt(checkpoints, 'last') ?? 0 };
  return {
    events: numberAt(place, 'events') ?? 0,
    entries: numberAt(place, 'entries') ?? 0,
    sealed: {
      ...(checkpoints === undefined ? {} : { checkpoints: range }),
      unsealed: numberAt(place, 'sealed', 'unsealed') ?? 0,
    },
    ...(moment === undefined ? {} : { moment: { time: numberAt(moment, 'time') ?? 0, at: numberAt(moment, 'at') ?? 0 } }),
    ...(last === undefined ? {} : { last }),
    ...(open === undefined ? {} : { open }),
  };
}
