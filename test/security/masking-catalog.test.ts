import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { checkInput, checkReply, newTally, protocolsOf } from './masking-operations.ts';

// masking-catalog.long.ts checks every operation.
const every = 9;

test('what the models mark is masked in the record, and nothing else changes (a ninth of all operations)', (context) => {
  const catalog = readCatalog();
  const tally = newTally();
  const operations = [...catalog.services.values()].flatMap((service) => [...service.operations.values()]);

  operations
    .filter((_, position) => position % every === 0)
    .forEach((operation) => {
      for (const protocol of protocolsOf(catalog, operation)) checkReply(catalog, operation, protocol, tally);
      checkInput(catalog, operation, tally);
    });

  context.diagnostic(JSON.stringify(tally));
  assert.ok(tally.replies > 1500 && tally.inputs > 1500 && tally.masked > 1000);
});
