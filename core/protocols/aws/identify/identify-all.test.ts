import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { tiedServices } from '#cli/tied-services.ts';
import type { Shape } from '#core/catalog/shape.ts';
import { plainRequests } from '#test/differential/plain-requests.ts';
import { type Settled, settled, settlingRules } from '#test/differential/settled.ts';

const catalog = readCatalog();

/** Services that share paths or names under one signing name → how many of their operations the request does not tell apart. */
const ties = {
  'bedrock bedrock-data-automation': 6,
  'bedrock-agent bedrock-agent-runtime': 6,
  'chime chime-sdk-voice': 32,
  'chime-sdk-identity chime-sdk-media-pipelines chime-sdk-meetings chime-sdk-messaging chime-sdk-voice': 15,
  'greengrass greengrassv2': 16,
  'ivs ivs-realtime': 6,
  'lex-models lexv2-models': 8,
  'pinpoint-sms-voice sms-voice': 16,
  'qconnect wisdom': 82,
  'signer signer-data': 2,
  'timestream-query timestream-write': 8,
};

/** One service id of AWS has two models, and a profile one place for both. */
const secondModel = 'sms-voice';

type Found = { readonly id: string; readonly settled: Settled };

const results: readonly Found[] = [...catalog.services.values()].flatMap((service) =>
  [...service.operations.values()].flatMap((operation) =>
    plainRequests(service, operation).map((request) => ({
      id: `${service.id}:${operation.name}`,
      settled: settled(operation, request, catalog),
    })),
  ),
);

test('every operation is told from its request, in each protocol that it has, or settled by a rule', (context) => {
  const isAlone = results.filter((result) => result.settled === undefined).length;
  context.diagnostic(`${results.length} requests, ${isAlone} of them named by themselves`);
  for (const [rule, why] of Object.entries(settlingRules)) {
    const ids = idsUnder(rule);
    context.diagnostic(`${rule} (${why}): ${ids.length} operations: ${ids.join(' ')}`);
  }

  assert.ok(results.length > 33_000, `${results.length} requests`);
});

test('what stands for something else is known by name', () => {
  assert.deepEqual(idsUnder('deprecated-twin'), [
    's3:GetBucketLifecycle',
    's3:GetBucketNotification',
    's3:PutBucketLifecycle',
    's3:PutBucketNotification',
  ]);
  assert.deepEqual(idsUnder('signed-otherwise'), ['s3:ListDirectoryBuckets', 's3:WriteGetObjectResponse']);
  assert.deepEqual([...new Set(idsUnder('part-of-rds').map(serviceOf))], ['docdb', 'neptune']);
});

test('what only a prefix tells apart is known, and the profile has a prefix for each service of it', () => {
  const tied = results.filter((result) => result.settled?.rule === 'service-prefix');
  const groups = Map.groupBy(tied, (result) => [...new Set(result.settled?.among.map(serviceOf))].sort().join(' '));

  assert.deepEqual(
    Object.fromEntries([...groups].sort().map(([services, all]) => [services, new Set(all.map(({ id }) => id)).size])),
    ties,
  );
  assert.deepEqual(
    [...new Set(Object.keys(ties).flatMap((services) => services.split(' ')))].sort(),
    [...tiedServices.map(([service]) => service), secondModel].sort(),
  );
});

test('the page on the wire has every rule with its operations', () => {
  const page = readFileSync(new URL('../../../../docs/reference/wire.md', import.meta.url), 'utf8');

  for (const [rule, why] of Object.entries(settlingRules)) {
    const ids = idsUnder(rule);
    const names = ids.length > 10 ? [`${ids.length} operations`, ...new Set(ids.map(serviceOf))] : ids;
    const row = page.split('\n').find((line) => line.includes(why));
    assert.ok(row, rule);
    for (const name of names) assert.ok(row.includes(name), `${rule}: ${name}`);
  }
});

test('what rds stands for is a part of it: no parameter of docdb or neptune is unknown to it', () => {
  for (const id of ['docdb', 'neptune']) {
    for (const operation of catalog.services.get(id)?.operations.values() ?? []) {
      const owner = catalog.operation('rds', operation.name);
      assert.ok(owner, `${id}:${operation.name}`);
      assertPart(catalog.shape(operation, 'input'), catalog.shape(owner, 'input'), `${id}:${operation.name}`);
    }
  }
});

function idsUnder(rule: string): readonly string[] {
  return [...new Set(results.filter((result) => result.settled?.rule === rule).map(({ id }) => id))].sort();
}

function serviceOf(id: string): string {
  return id.split(':')[0] ?? '';
}

/** Every member of `part` is in `whole` under the same name, at any depth. */
function assertPart(part: Shape | undefined, whole: Shape | undefined, place: string, seen = new Set<Shape>()): void {
  if (part === undefined || seen.has(part)) return;
  seen.add(part);
  assert.equal(whole?.kind, part.kind, place);
  if (part.kind === 'list' && whole?.kind === 'list') assertPart(part.member.shape, whole.member.shape, place, seen);
  if (part.kind !== 'structure' || whole?.kind !== 'structure') return;
  for (const [name, member] of part.members) {
    const same = whole.members.get(name);
    assert.equal(same?.wireName, member.wireName, `${place}.${name}`);
    assertPart(member.shape, same?.shape, `${place}.${name}`, seen);
  }
}
