/** Every operation of every installed client. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trySdkClients } from './support/sdk-clients.ts';
import { sdkPackages } from './support/sdk-packages.ts';

test('these are clients of at least 25 services in all protocols', () => {
  assert.ok(new Set(sdkPackages.map(({ service }) => service)).size >= 25);
  const protocols = [...new Set(sdkPackages.map(({ protocol }) => protocol))].toSorted();
  assert.deepEqual(protocols, ['cbor', 'ec2', 'json', 'query', 'rest-json', 'rest-xml']);
});

trySdkClients(sdkPackages, 1);
