/** A large record, made fast: lines of the real writer with other names in them, stored in batches. Their chains are not those of writers. */

import { encodeTime } from 'ulid';
import { type Store, transacting } from '#adapters/local/sqlite.ts';
import type { Recorder, StoredEvent } from '#core/ports.ts';
import { createWriter } from '#core/recording/writer.ts';
import { asMasked, callOf, draftOf, principalNamed, resourceNamed, sampleTime } from '#test/contracts/sample-events.ts';

export type ManyEvents = {
  /** Stores so many more, a second of the record's time for ten of them. */
  readonly add: (count: number) => void;
  /** Stores the next one as the gateway does: durably, by itself. */
  readonly addOne: () => void;
  readonly count: () => number;
};

const batch = 5_000;
const startTime = Date.parse('2026-09-01T00:00:00.000Z');
const stepMilliseconds = 100;

/** Thousands of people, sessions and resources, a hundred operations, ten connections; some of each are busier than others. */
const spread = { people: 2_000, teams: 50, operations: 100, services: 12, resources: 20_000, connections: 10 } as const;
const accesses = ['list', 'read', 'write', 'secret-read', 'tagging', 'permissions'] as const;
const clients = ['aws-cli/2.31.0', 'Boto3/1.43.11', 'terraform/1.9', 'aws-sdk-js/3.1'] as const;

export async function manyEvents(store: Store): Promise<ManyEvents> {
  const templates = await Promise.all([...Array(12).keys()].map(template));
  const insert = store.write.prepare('INSERT INTO event (id, line) VALUES (?, ?)');
  let made = 0;

  function store1(): void {
    const { id, line } = numbered(templates[made % templates.length] ?? '', made);
    insert.run(id, line);
    made += 1;
  }

  return {
    add: (count) => {
      for (let left = count; left > 0; left -= batch) {
        transacting(store.write, () => {
          for (let next = 0; next < Math.min(batch, left); next += 1) store1();
        });
      }
    },
    addOne: store1,
    count: () => made,
  };
}

/** What `numbered` put into the event of this number. */
export function namesOf(number: number) {
  const mixed = (number * 2_654_435_761) % 4_294_967_296;
  const pick = (among: number, salt: number) => Math.floor((mixed / (salt * 7 + 1)) % among);
  return {
    person: `person-${pick(spread.people, 1)}`,
    team: `team-${pick(spread.teams, 2)}`,
    service: `service${pick(spread.services, 3)}`,
    operation: `Operation${pick(spread.operations, 4)}`,
    resource: `i-${pick(spread.resources, 5)}`,
    connection: `connection-${pick(spread.connections, 6)}`,
    session: `SESSION-${pick(spread.people * 10, 7)}`,
    access: accesses[pick(accesses.length, 8)] ?? 'list',
    client: clients[pick(clients.length, 9)] ?? clients[0],
  };
}

function numbered(text: string, number: number): { readonly id: string; readonly line: string } {
  const milliseconds = startTime + number * stepMilliseconds;
  const id = `${encodeTime(milliseconds)}${String(number).padStart(16, '0')}`;
  const names: Readonly<Record<string, string>> = { ...namesOf(number), id, call: `CALL-${number}` };
  const line = text
    .replace(/@@([a-z]+)@@/g, (_whole, name: string) => names[name] ?? '')
    .replace('"time":1756684800000', `"time":${milliseconds}`)
    .replace('"time_dt":"2025-09-01T00:00:00.000Z"', `"time_dt":"${new Date(milliseconds).toISOString()}"`);
  return { id, line };
}

/** One event of twelve: most are outcomes, some are denied, some name a reason, an approval, or what was masked. */
async function template(kind: number): Promise<string> {
  const lines: StoredEvent[] = [];
  const recorder: Recorder = { append: async (events) => void lines.push(...events), openIntents: async () => [] };
  const { newId } = sampleTime();
  const now = () => '2025-09-01T00:00:00.000Z';
  const writer = createWriter({
    recorder,
    now,
    newId: () => (lines.length === 0 ? '@@id@@' : newId()),
    tenant: 'local',
    productVersion: '0',
  });
  const call = callOf('@@service@@', '@@operation@@', {
    resources: [resourceNamed('arn:aws:ec2:eu-west-1:123456789012:instance/@@resource@@')],
  });
  const isDenied = kind === 3;
  await writer.record(
    draftOf({
      kind: isDenied ? 'refused' : 'outcome',
      callId: '@@call@@',
      principal: principalNamed('@@person@@', ['engineers', '@@team@@']),
      session: '@@session@@',
      connection: '@@connection@@',
      client: asMasked('@@client@@'),
      call,
      ...(isDenied ? { decision: { outcome: 'deny', cause: 'guardrail', policies: [{ id: 'never' }], policyVersion: 'f' } } : {}),
      ...(kind === 5 ? { reason: asMasked('Restore the database of @@team@@ after an incident') } : {}),
      ...(kind === 7 ? { detail: asMasked({ approval: 'APPROVAL-@@resource@@' }) } : {}),
      ...(kind === 9 ? { masks: [{ rule: 'r', class: 'credential', count: 1, paths: ['SecretString'] }] } : {}),
    }),
  );
  return String(lines[0]?.line).replace('"access":"list"', '"access":"@@access@@"');
}
