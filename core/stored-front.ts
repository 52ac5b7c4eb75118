/** The front of a stored call: the gateway itself is its client, in the name of whoever asked. */

import type { Catalog } from './catalog/catalog.ts';
import { awsAccount } from './connections/aws-account.ts';
import { chooseConnection, chooseRole } from './connections/open-roles.ts';
import type { DeferredCall } from './deferred-call.ts';
import type { Front } from './front.ts';
import type { Channel, Connection } from './model.ts';
import { decodeNamedCall } from './named-call.ts';
import type { Revocations } from './ports.ts';
import { refuseRevoked } from './revocation.ts';
import type { Outcome } from './sealed-outcome.ts';

/** One run of a stored call, by its approval. */
export type StoredRun = { readonly id: string; readonly approval: string; readonly call: DeferredCall };

export type StoredFrontOptions = {
  readonly channel: Channel;
  readonly catalog: Catalog;
  readonly connections: readonly Connection[];
  /** Read without a cache (threats 16). */
  readonly revocations: Revocations;
  /** Purpose key `recorded-hash`. */
  readonly hashKey: Uint8Array;
};

/** What the caller may use is the configuration's of now; its groups are those of when it asked. */
export function createStoredFront(options: StoredFrontOptions): Front<StoredRun, DeferredCall, Outcome> {
  return {
    channel: options.channel,
    origin: ({ call: { sourceIp, client } }) => ({ sourceIp, ...(client === undefined ? {} : { client }) }),
    authenticate: ({ call }) => authenticate(call, options),
    decode: async (call, { connection }, ownTokens) =>
      decodeNamedCall(call, { ...options, connection: awsAccount(connection), ownTokens }),
    invocation: ({ call }) => call.command,
    isHeld: false,
    runs: ({ id, approval }) => ({ callId: id, approval }),
    encode: (reply) => ({ kind: 'reply', reply }),
    encodeError: (error) => ({ kind: 'error', error }),
  };
}

async function authenticate(call: DeferredCall, { connections, revocations }: StoredFrontOptions) {
  const { session } = call;
  const connection = chooseConnection(connections, session.connection, session.principal);
  const role = chooseRole(connection, session.principal, session.role);
  await refuseRevoked({ kind: 'session', session }, revocations);
  return { caller: { session, connection, role }, verified: call };
}
