/** What every search must find: held against a walk through all events in memory, page by page, while others arrive. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventColumns, EventPage, EventQuery, Position, Search, SessionPage, StoredEvent } from '#core/ports.ts';
import type { EventDraft } from '#core/recording/draft.ts';
import { createWriter, type Writer } from '#core/recording/writer.ts';
import type { Opened } from './recorder-contract.ts';
import { asMasked, callOf, draftOf, principalNamed, resourceNamed, sampleTime } from './sample-events.ts';

/** Over the end of a month. */
const days = ['2026-10-31', '2026-11-01', '2026-11-02'];
const operations = [
  { service: 'ec2', operation: 'DescribeInstances', access: 'list' },
  { service: 'ec2', operation: 'TerminateInstances', access: 'write' },
  { service: 's3', operation: 'GetObject', access: 'read' },
  { service: 'secretsmanager', operation: 'GetSecretValue', access: 'secret-read' },
] as const;
const arns = ['arn:aws:ec2:eu-west-1:123456789012:instance/i-1', 'arn:aws:ec2:eu-west-1:123456789012:instance/i-2'] as const;
const people = ['ada', 'ben', 'cem'] as const;
const reasons = ['Restore the database after an incident.', 'Look around'] as const;
const masks = [
  { rule: 'a', class: 'credential', count: 2, paths: ['SecretString'] },
  { rule: 'b', class: 'pii.contact', count: 1, paths: ['Owner'] },
] as const;
const clients = ['aws-cli/2.31.0', 'Boto3/1.43.11 md/Botocore'] as const;

/** One filter each, and the pairs and ranges that people ask for. */
const queries: readonly EventQuery[] = [
  {},
  { principal: 'local:ada' },
  { group: 'team-ben' },
  { service: 'ec2' },
  { operation: 'GetObject' },
  { access: 'secret-read' },
  { connection: 'staging' },
  { resource: arns[1] },
  { decision: 'deny' },
  { client: 'Boto3' },
  { kind: 'refused' },
  { session: 'SESSION-ada-prod' },
  { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:03:00.000Z' },
  { principal: 'local:ada', operation: 'TerminateInstances' },
  { operation: 'TerminateInstances', decision: 'deny' },
  { service: 'ec2', operation: 'TerminateInstances' },
  { service: 's3', operation: 'TerminateInstances' },
  { principal: 'local:cem', from: '2026-11-02T00:00:00.000Z' },
  { connection: 'prod', access: 'write', client: 'aws-cli' },
  { session: 'SESSION-ben-staging', access: 'write' },
  { resource: arns[0], principal: 'local:ben' },
  { group: 'team-ada', decision: 'allow', to: '2026-11-02T00:00:00.000Z' },
  { principal: 'local:nobody' },
  { approval: 'APPROVAL-3' },
  { maskedClass: 'credential' },
  { q: 'Incident' },
  { q: 'database the, RESTORE' },
  { q: 'restor' },
  { q: '…' },
  { q: 'incident', principal: 'local:ben' },
  { maskedClass: 'pii.contact', operation: 'TerminateInstances' },
  { approval: 'APPROVAL-1', decision: 'allow' },
  { session: 'SESSION-ada-prod', q: 'restore', maskedClass: 'credential' },
];

/** One value of each filter, of which each pair has matches or has none. */
const filters: readonly EventQuery[] = [
  { principal: 'local:ben' },
  { group: 'team-ben' },
  { service: 'ec2' },
  { operation: 'TerminateInstances' },
  { access: 'write' },
  { connection: 'staging' },
  { resource: arns[1] },
  { decision: 'allow' },
  { client: 'aws-cli' },
  { kind: 'outcome' },
  { session: 'SESSION-ben-staging' },
  { from: '2026-10-31T00:04:00.000Z', to: '2026-11-02T00:05:00.000Z' },
  { approval: 'APPROVAL-1' },
  { maskedClass: 'credential' },
  { q: 'restore' },
];
const pairs = filters.flatMap((one, index) => filters.slice(index + 1).map((other) => ({ ...one, ...other })));
const triples = pairs.map((pair, index) => ({ ...pair, ...filters[(index * 7) % filters.length] }));

/** Half of it combines fewer filters; a sample asks every third of the queries, each in one size of page: a double of DynamoDB is slow. */
export type Extent = 'whole' | 'half' | 'sample';

const combinedEvery: Readonly<Record<Extent, number>> = { whole: 1, half: 6, sample: 30 };

export function searchContract(name: string, open: () => Promise<Opened>, extent: Extent = 'whole'): void {
  const asked = extent !== 'sample' ? queries : queries.filter((_, index) => index % 3 === 0);
  const limits = (small: number) => (extent !== 'sample' ? [small, 100] : [small]);

  test(`${name}: search`, async (suite) => {
    const opened = await open();
    const { search } = opened;
    const all = await filled(opened);

    await suite.test('every query gives every event that matches, once, newest first, over all its pages', async () => {
      for (const query of asked) {
        const expected = idsOf(matching(all, query));
        for (const limit of limits(7))
          assert.deepEqual(await everyEvent(search, query, limit), expected, `${JSON.stringify(query)} by ${limit}`);
      }
    });

    await suite.test('filters are combined as one pleases, page by page', async () => {
      const combined = [...pairs, ...triples].filter((_, index) => index % combinedEvery[extent] === 0);

      const found = new Set<number>();
      for (const query of combined) {
        const expected = idsOf(matching(all, query));
        assert.deepEqual(await everyEvent(search, query, 3), expected, JSON.stringify(query));
        found.add(expected.length);
      }

      assert.ok(found.size > 3, [...found].join());
    });

    await suite.test('every query gives every session with a match, once, by its newest match', async () => {
      for (const query of asked) {
        const expected = [...new Set(matching(all, query).flatMap(({ columns }) => columns.session ?? []))];
        for (const limit of limits(2)) {
          const found = await everySession(search, query, limit);
          assert.deepEqual(
            found.map(({ id }) => id),
            expected,
            `${JSON.stringify(query)} by ${limit}`,
          );
        }
      }
    });

    await suite.test('a session tells who opened it, when, and how many calls it holds', async () => {
      const own = all.map(({ columns }) => columns).filter(({ session }) => session === 'SESSION-ada-prod');
      const calls = own.filter(({ kind }) => kind === 'intent' || kind === 'refused');

      const { sessions } = await search.sessions({ session: 'SESSION-ada-prod' }, 1);

      const [opening, last] = [own[0]?.time, own.at(-1)?.time];
      const who = { principal: 'local:ada', connection: 'prod' };
      assert.deepEqual(sessions, [
        { id: 'SESSION-ada-prod', ...who, openedAt: opening, lastEventAt: last, callCount: calls.length },
      ]);
    });

    await suite.test('a session is read whole, oldest first, with its intents and bodies', async () => {
      const own = all.filter(({ columns }) => columns.session === 'SESSION-ada-prod');

      const pages = await everyPage((after) => search.session('SESSION-ada-prod', 5, after));

      assert.ok(pages.length > 1);
      for (const { events } of pages) assert.ok(events.length <= 5);
      const events = pages.flatMap((page) => page.events);
      assert.deepEqual(idsOf(events), idsOf(own));
      assert.ok(own.some(({ body }) => body !== undefined));
      assert.deepEqual(events.map(bodyText), own.map(bodyText));
      assert.deepEqual(await search.session('SESSION-of-nobody', 5), { events: [] });
    });

    await suite.test('an intent is found through its session alone', async () => {
      const intent = all.find(({ columns }) => columns.kind === 'intent');

      const inSession = await search.events({ kind: 'intent', session: intent?.columns.session ?? '' }, 1);

      assert.equal(inSession.events[0]?.columns.kind, 'intent');
      assert.deepEqual(await everyEvent(search, { kind: 'intent' }, 10), []);
      assert.equal(await search.event(intent?.columns.id ?? ''), undefined);
    });

    await suite.test('events that arrive during a walk neither repeat nor hide those that were there before', async () => {
      const writer = writerAt(opened, '2026-11-02T08:00:00.000Z');
      const query = { principal: 'local:ada' };
      const arrive = () => record(writer, 3);

      const events = await everyEvent(search, query, 5, arrive);
      const sessions = await everySession(search, query, 1, arrive);

      assert.deepEqual(events, idsOf(matching(all, query)));
      assert.deepEqual(sessions.map(({ id }) => id).toSorted(), ['SESSION-ada-prod', 'SESSION-ada-staging']);
    });

    await opened.close();
  });

  test(`${name}: in an empty record there is nothing, and no next page`, async () => {
    const { search, close } = await open();

    assert.equal(await search.event('01JD9999999999999999999999'), undefined);
    assert.deepEqual(await search.events({}, 10), { events: [] });
    assert.deepEqual(await search.sessions({}, 10), { sessions: [] });

    await close();
  });
}

/** Some hundred events: calls by three people on two connections, over three days, each with its intent. */
async function filled(opened: Opened): Promise<readonly StoredEvent[]> {
  const all: StoredEvent[] = [];
  for (const [index, day] of days.entries()) {
    const writer = writerAt(opened, `${day}T00:00:00.000Z`);
    for (let call = 0; call < 24; call += 1) all.push(...(await record(writer, index * 24 + call)));
  }
  return all;
}

async function record(writer: Writer, number: number): Promise<readonly StoredEvent[]> {
  const draft = numbered(number);
  if (number % 5 === 0) return [await writer.record({ ...draft, kind: 'refused', decision: denied })];
  const body = asMasked(new TextEncoder().encode(`reply ${number}${'.'.repeat(number === 4 ? 9000 : 0)}`));
  const answer = { outcome: 'success', httpStatus: 200, body } as const;
  return [await writer.record({ ...draft, kind: 'intent' }), await writer.record({ ...draft, kind: 'outcome', answer })];
}

const denied: NonNullable<EventDraft['decision']> = {
  outcome: 'deny',
  cause: 'guardrail',
  policies: [{ id: 'never-terminate' }],
  policyVersion: 'f00d',
};

function numbered(number: number): EventDraft {
  const person = people[number % 3] ?? 'ada';
  const { service, operation, access } = operations[number % 4] ?? operations[0];
  const connection = number % 2 === 0 ? 'prod' : 'staging';
  return draftOf({
    callId: `CALL${number}`,
    principal: principalNamed(person, ['engineers', `team-${person}`]),
    session: `SESSION-${person}-${connection}`,
    connection,
    client: asMasked(clients[number % 7 === 0 ? 1 : 0]),
    ...(number % 3 === 0 ? {} : { reason: asMasked(reasons[number % 2] ?? reasons[0]) }),
    ...(number % 4 === 1 ? { detail: asMasked({ approval: `APPROVAL-${number % 8}` }) } : {}),
    masks: number % 3 === 2 ? masks : [],
    call: callOf(service, operation, { access, resources: number % 3 === 1 ? [] : [resourceNamed(arns[number % 2] ?? arns[0])] }),
  });
}

/** Three events share each minute, so that only their ids tell them apart. */
function writerAt({ recorder }: Opened, start: string): Writer {
  const time = sampleTime(start, 20_000);
  const now = () => `${time.now().slice(0, 16)}:00.000Z`;
  return createWriter({ recorder, now, newId: time.newId, tenant: 'acme', productVersion: '0.1.0' });
}

function matching(all: readonly StoredEvent[], query: EventQuery): readonly StoredEvent[] {
  return all.filter(({ columns }) => matches(columns, query)).toSorted(newestFirst);
}

/** An intent through its session alone, and by nothing that an event has several of. */
function isFound({ kind }: EventColumns, { session, group, resource, maskedClass, q }: EventQuery): boolean {
  const isOfSeveral = [group, resource, maskedClass, q].some((value) => value !== undefined);
  return kind !== 'intent' || (session !== undefined && !isOfSeveral);
}

function matches(columns: EventColumns, query: EventQuery): boolean {
  const { group, resource, from, to, maskedClass, q, ...equal } = query;
  if (!isFound(columns, query)) return false;
  if (group !== undefined && !columns.groups.includes(group)) return false;
  if (resource !== undefined && !columns.resources.includes(resource)) return false;
  if (maskedClass !== undefined && !columns.maskedClasses.includes(maskedClass)) return false;
  if (q !== undefined && !holdsWords(columns.reason ?? '', q)) return false;
  if ((from !== undefined && columns.time < from) || (to !== undefined && columns.time >= to)) return false;
  return Object.entries(equal).every(([name, value]) =>
    Object.entries(columns).some(([column, held]) => column === name && held === value),
  );
}

function holdsWords(reason: string, asked: string): boolean {
  const words = (text: string) =>
    text
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter((word) => word !== '');
  return words(asked).length > 0 && words(asked).every((word) => words(reason).includes(word));
}

function idsOf(events: readonly StoredEvent[]): readonly string[] {
  return events.map(({ columns }) => columns.id);
}

function bodyText({ body }: StoredEvent): string | undefined {
  return body === undefined ? undefined : new TextDecoder().decode(body);
}

function newestFirst(a: StoredEvent, b: StoredEvent): number {
  const [left, right] = [`${a.columns.time}#${a.columns.id}`, `${b.columns.time}#${b.columns.id}`];
  return left < right ? 1 : -1;
}

async function everyEvent(
  search: Search,
  query: EventQuery,
  limit: number,
  between?: () => Promise<unknown>,
): Promise<readonly string[]> {
  const pages = await everyPage((after) => search.events(query, limit, after), between);
  for (const { events } of pages) assert.ok(events.length <= limit);
  return pages.flatMap(({ events }) => events.map(({ columns }) => columns.id));
}

async function everySession(search: Search, query: EventQuery, limit: number, between?: () => Promise<unknown>) {
  const pages = await everyPage((after) => search.sessions(query, limit, after), between);
  for (const { sessions } of pages) assert.ok(sessions.length <= limit);
  return pages.flatMap(({ sessions }) => sessions);
}

async function everyPage<Page extends EventPage | SessionPage>(
  ask: (after: Position | undefined) => Promise<Page>,
  between: () => Promise<unknown> = async () => undefined,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let after: Position | undefined;
  do {
    const page = await ask(after);
    pages.push(page);
    after = page.next;
    if (after !== undefined) await between();
    assert.ok(pages.length < 1000, 'the walk does not end');
  } while (after !== undefined);
  return pages;
}
