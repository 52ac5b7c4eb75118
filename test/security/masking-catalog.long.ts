import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { checkInput, checkReply, newTally, protocolsOf } from './masking-operations.ts';

test('what the models mark is masked in the record, and nothing else changes, for every operation and protocol', (context) => {
  const catalog = readCatalog();
  const tally = newTally();
  const byProtocol: Record<string, number> = {};
  const operations = [...catalog.services.values()].flatMap((service) => [...service.operations.values()]);

  for (const operation of operations) {
    for (const protocol of protocolsOf(catalog, operation)) {
      checkReply(catalog, operation, protocol, tally);
      byProtocol[protocol] = (byProtocol[protocol] ?? 0) + 1;
    }
    checkInput(catalog, operation, tally);
  }

  context.diagnostic(JSON.stringify({ operations: operations.length, ...tally, byProtocol }));
  assert.equal(Object.keys(byProtocol).length, 6);
  assert.ok(operations.length > 18_000 && tally.masked > 10_000);
});
