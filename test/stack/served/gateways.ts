/** One served stack for a process: the tests of clients that are imported with this one run against it. */

import { after } from 'node:test';
import { startGatewaysBy } from '#test/clients/support/gateway.ts';
import { type ServedStack, serveStack } from './serve.ts';

let serving: Promise<ServedStack> | undefined;

export function served(): Promise<ServedStack> {
  serving ??= serveStack();
  return serving;
}

const kept = { dataDirectory: '', revokedWithinSeconds: 5, crash: async () => {}, stop: async () => {} };
startGatewaysBy(async () => ({ ...(await served()), ...kept }));
after(async () => (await serving)?.stop());
