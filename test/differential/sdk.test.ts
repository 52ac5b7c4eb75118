import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { compareClient, installedClients, type SdkTally, summary, unexplained } from './sdk-clients.ts';

test('what 25 and more clients of the SDK for JavaScript write and read, ours reads and writes the same: a sample of every client', async (context) => {
  const catalog = readCatalog();
  const clients = await installedClients(catalog);
  const tallies = new Map<string, SdkTally>();

  for (const client of clients) await compareClient(client, { catalog, seed: 3, step: 40 }, tallies);

  context.diagnostic(`${clients.length} clients\n${summary(tallies)}`);
  assert.ok(clients.length >= 25, `${clients.length} clients`);
  assert.deepEqual(unexplained(tallies), []);
});
