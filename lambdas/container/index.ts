/** The AWS wire's container: one process that serves until it is told to end. */

import { once } from 'node:events';
import { loggedCause } from '#core/logged-cause.ts';
import { createWireFront } from '#core/wire-front.ts';
import { composeContainer } from '../compose.ts';
import { log } from '../log.ts';
import { observed } from '../observed.ts';
import { createWireHandler } from '../wire/handler.ts';
import { createContainerServer } from './handler.ts';

const { port, bodyLimitBytes, ownName, ...ports } = await composeContainer().catch(ending);
const wire = { ...ports, hosts: () => [ownName] };
const front = createWireFront(wire);
const server = createContainerServer({
  handler: observed(createWireHandler(wire)),
  refuse: (error, request) => front.encodeError(error, { callId: ports.newId(), request, now: ports.now() }),
  ownName,
  bodyLimitBytes,
});

server.listen(port);
await once(server, 'listening');
/** In one line: Node would print the source that threw, which is the whole bundle. */
function ending(thrown: unknown): never {
  const message = thrown instanceof Error ? thrown.message : 'The container could not start.';
  log({ level: 'error', message, ...loggedCause(thrown instanceof Error ? thrown.cause : undefined) });
  process.exit(1);
}

// Calls that are on their way are ended; no new connection is taken.
process.once('SIGTERM', () => server.close());
