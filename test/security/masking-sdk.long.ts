import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { checkSdk, furtherSdks, type SdkTally, sdks } from './masking-sdk-operations.ts';
import { createAnswering } from './masking-sdk-server.ts';

test('the AWS SDK parses the masked reply of every operation of 22 services with its types intact', async (context) => {
  const catalog = readCatalog();
  const upstream = await createAnswering();
  const tally: SdkTally = { parsed: 0, masked: 0, byService: {} };

  for (const sdk of [...sdks, ...furtherSdks]) await checkSdk(sdk, { catalog, upstream, every: 1 }, tally);
  await upstream.close();

  context.diagnostic(JSON.stringify(tally));
  assert.ok(tally.parsed >= 2000);
});
