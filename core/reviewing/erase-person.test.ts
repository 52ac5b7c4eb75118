import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPolicies } from '#adapters/files/policies.ts';
import { principalNamed } from '#test/contracts/sample-events.ts';
import { policySet } from '#test/policy/questions.ts';
import { createMasker, pseudonymKeyOf } from '../masking/masker.ts';
import { newPersonKeys, type PersonKeys, withoutGroups } from '../masking/person-keys.ts';
import { list, operation, string, structure } from '../masking/shapes.fixture.ts';
import type { EventDraft } from '../recording/draft.ts';
import { erasePerson } from './erase-person.ts';

const now = () => '2026-05-04T10:00:00.000Z';
const policies = policySet(...readPolicies('policies').map(({ text }) => text));
const root = (byte: number) => new Uint8Array(32).fill(byte);
const keyring = {
  current: 'k2',
  roots: new Map([
    ['k1', root(1)],
    ['k2', root(2)],
  ]),
};
const lead = principalNamed('lead', ['sre-leads']);

function inMemory(): PersonKeys {
  let keys = newPersonKeys();
  return {
    current: () => keys,
    destroy: async (groups) => {
      keys = withoutGroups(keys, groups);
    },
  };
}

function installation(personKeys = inMemory()) {
  const recorded: EventDraft[] = [];
  const ports = {
    ...{ now, timeZone: 'UTC', newId: () => 'ID', policies: () => policies, keyring, personKeys },
    record: async (draft: EventDraft) => void recorded.push(draft),
  };
  const output = structure({ Items: list(structure({ Note: string() })) });
  const pseudonym = (note: string, current = 'k2') => {
    const masker = createMasker({ rules: [], enable: [], pseudonymKey: pseudonymKeyOf({ ...keyring, current }, personKeys) });
    const wire = { operation: operation(), protocol: 'json', output, secrets: [] } as const;
    const body = Buffer.from(JSON.stringify({ Items: [{ Note: note }] }));
    const reply = masker.maskReply({ status: 200, headers: [], body }, wire);
    return JSON.parse(Buffer.from(reply.record.body ?? []).toString()).Items[0].Note;
  };
  const erase = (values: readonly string[], principal = lead) => {
    const times = { tokenIssuedAt: now(), tokenExpiresAt: now() };
    return erasePerson(
      { principal, ...times, sourceIp: '127.0.0.1', channel: 'json' },
      { values, reason: 'jane@acme.example asked for it (GDPR 17)' },
      ports,
    );
  };
  return { recorded, pseudonym, erase };
}

test('an erased person has another pseudonym, however the value is spelled, and nobody else has', async () => {
  const { pseudonym, erase } = installation();
  const before = pseudonym('jane@acme.example');
  const others = ['joe@acme.example', 'ann@acme.example'].map((note) => pseudonym(note));

  await erase([' Jane@Acme.example']);

  assert.match(before, /^m-[0-9a-f]{12}@masked\.invalid$/);
  assert.notEqual(pseudonym('jane@acme.example'), before);
  assert.equal(pseudonym('JANE@acme.example'), pseudonym('jane@acme.example'));
  assert.deepEqual(
    ['joe@acme.example', 'ann@acme.example'].map((note) => pseudonym(note)),
    others,
  );
});

test('a person is erased from every epoch that a root key is kept for', async () => {
  const { pseudonym, erase } = installation();
  const before = pseudonym('jane@acme.example', 'k1');

  await erase(['jane@acme.example']);

  assert.notEqual(pseudonym('jane@acme.example', 'k1'), before);
});

test('the erasure is recorded, and names the person nowhere', async () => {
  const { recorded, erase } = installation();

  await erase(['jane@acme.example', '+49 170 1234567']);

  const [event] = recorded;
  assert.equal(event?.kind, 'erasure');
  assert.equal(event?.principal?.id, lead.id);
  assert.doesNotMatch(JSON.stringify(event), /jane|1234567/i);
  assert.match(JSON.stringify(event?.detail), /"values":2/);
});

test('nobody erases without a permit, nothing is erased that is not recorded, and a value is asked for', async () => {
  const denied = installation();
  const before = denied.pseudonym('jane@acme.example');
  await assert.rejects(denied.erase(['jane@acme.example'], principalNamed('engineer')), { code: 'denied' });
  for (const values of [[], [''], ['x'.repeat(321)]]) await assert.rejects(denied.erase(values), { code: 'malformed-request' });
  assert.equal(denied.pseudonym('jane@acme.example'), before);
  assert.deepEqual(denied.recorded, []);

  const personKeys = inMemory();
  const keys = personKeys.current();
  const times = { tokenIssuedAt: now(), tokenExpiresAt: now() };
  const failing = {
    ...{ now, timeZone: 'UTC', newId: () => 'ID', policies: () => policies, keyring, personKeys },
    record: async () => Promise.reject(new Error('The store is down.')),
  };
  const caller = { principal: lead, ...times, sourceIp: '127.0.0.1', channel: 'json' } as const;
  await assert.rejects(erasePerson(caller, { values: ['jane@acme.example'], reason: 'x' }, failing));
  assert.equal(personKeys.current(), keys);
});
