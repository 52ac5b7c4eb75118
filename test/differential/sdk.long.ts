import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { compareClient, installedClients, type SdkTally, summary, unexplained } from './sdk-clients.ts';

test('what the clients of the SDK for JavaScript write and read, ours reads and writes the same: every operation of every client', async (context) => {
  const catalog = readCatalog();
  const tallies = new Map<string, SdkTally>();

  for (const client of await installedClients(catalog)) await compareClient(client, { catalog, seed: 1, step: 1 }, tallies);

  context.diagnostic(summary(tallies));
  const count = [...tallies.values()].reduce((sum, { operations }) => sum + operations, 0);
  assert.ok(count > 3500, `${count} operations`);
  assert.deepEqual(unexplained(tallies), []);
});
