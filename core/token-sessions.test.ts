import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isoTime } from './instant.ts';
import type { Connection, Principal, Role } from './model.ts';
import type { EventQuery, Search, SessionSummary } from './ports.ts';
import type { ApiCaller } from './product-api.ts';
import type { EventDraft } from './recording/draft.ts';
import { createTokenSessions } from './token-sessions.ts';

const role: Role = { arn: 'arn:aws:iam::123456789012:role/countersign/engineer', groups: ['engineers'], narrow: 'service' };
const connection: Connection = {
  kind: 'aws',
  name: 'prod',
  account: '123456789012',
  regions: ['eu-west-1'],
  roles: [role],
  wait: 'hold',
  mode: 'enforce',
};
const other = { ...connection, name: 'test' };
const principal: Principal = {
  kind: 'user',
  id: 'okta:ada',
  issuer: 'https://acme.okta.com',
  subject: 'ada',
  groups: ['engineers'],
  isMfa: true,
  claims: {},
};
const start = 1_769_853_600_000;

/** Processes that share one record, as a search finds it. */
function house() {
  const recorded: EventDraft[] = [];
  const summaries: SessionSummary[] = [];
  let at = start;
  let ids = 0;
  const search: Search = {
    events: async () => ({ events: [] }),
    sessions: async ({ principal: id, connection: name, from = '' }: EventQuery) => ({
      sessions: summaries.filter((each) => each.principal === id && each.connection === name && each.lastEventAt >= from),
    }),
    event: async () => undefined,
  };
  const ports = {
    now: () => isoTime(at),
    newId: () => {
      ids += 1;
      return `${String(ids).padStart(10, '0')}AAAAAAAAAAAAAAAA`;
    },
    record: async (draft: EventDraft) => {
      recorded.push(draft);
      const time = isoTime(at);
      summaries.push({
        id: draft.session ?? '',
        principal: draft.principal?.id ?? '',
        connection: draft.connection ?? '',
        openedAt: time,
        lastEventAt: time,
        callCount: 0,
      });
    },
    search,
    hashKey: new Uint8Array(32).fill(1),
  };
  const wait = (minutes: number) => {
    at += minutes * 60_000;
  };
  return { recorded, process: () => createTokenSessions(ports), wait };
}

function caller(tokenIssuedAt = isoTime(start)): ApiCaller {
  return { principal, tokenIssuedAt, tokenExpiresAt: isoTime(start + 3_600_000 * 8), sourceIp: '127.0.0.1', channel: 'json' };
}

test('the calls of one token on one connection and role are one session, opened and recorded once', async () => {
  const { recorded, process } = house();
  const sessions = process();

  const [first, second] = await Promise.all([
    sessions.of(caller(), { connection, role }),
    sessions.of(caller(), { connection, role }),
  ]);
  const third = await sessions.of(caller(), { connection, role });

  assert.deepEqual([second.id, third.id], [first.id, first.id]);
  assert.match(first.id, /^[0-9A-HJKMNP-TV-Z]{26}$/);
  assert.deepEqual(
    recorded.map(({ kind, session }) => [kind, session]),
    [['session', first.id]],
  );
});

test('another process finds it in the record', async () => {
  const { recorded, process } = house();

  const first = await process().of(caller(), { connection, role });
  const second = await process().of(caller(), { connection, role });

  assert.equal(second.id, first.id);
  assert.equal(recorded.length, 1);
});

test('another token, connection or role has another session', async () => {
  const { process } = house();
  const sessions = process();

  const opened = [
    await sessions.of(caller(), { connection, role }),
    await sessions.of(caller(isoTime(start - 1000)), { connection, role }),
    await sessions.of(caller(), { connection: other, role }),
    await sessions.of(caller(), { connection, role: { ...role, arn: `${role.arn}-2` } }),
  ];

  assert.equal(new Set(opened.map(({ id }) => id)).size, 4);
});

test('after thirty idle minutes the next call opens another one', async () => {
  const { process, wait } = house();
  const sessions = process();
  const first = await sessions.of(caller(), { connection, role });

  wait(29);
  const soon = await sessions.of(caller(), { connection, role });
  wait(31);
  const late = await sessions.of(caller(), { connection, role });

  assert.equal(soon.id, first.id);
  assert.notEqual(late.id, first.id);
});

test('a session whose opening could not be recorded was not opened', async () => {
  const { process } = house();
  const ports = {
    now: () => isoTime(start),
    newId: () => '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    record: async () => {
      throw new Error('full');
    },
    search: { events: async () => ({ events: [] }), sessions: async () => ({ sessions: [] }), event: async () => undefined },
    hashKey: new Uint8Array(32),
  };
  const failing = createTokenSessions(ports);

  await assert.rejects(failing.of(caller(), { connection, role }), /full/);
  await assert.rejects(failing.of(caller(), { connection, role }), /full/);
  assert.ok((await process().of(caller(), { connection, role })).id);
});
