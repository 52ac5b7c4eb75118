/** Reads what a call's mutable references are now, with the connection's read role: a keyed hash of each answer of AWS. */

import type { ReferenceRead } from './approval/mutable-references.ts';
import { keyedHashHex } from './canonical.ts';
import { wireOf } from './canonical-call.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Connection } from './model.ts';
import type { RoleAssumer, Upstream } from './ports.ts';
import { upstreamCall } from './upstream-call.ts';

export type ReferenceReader = {
  /** The same text as long as the thing is the same; `undefined` where it could not be read. Never throws. */
  readonly read: (connection: Connection, region: string, read: ReferenceRead) => Promise<string | undefined>;
};

export type ReferenceReaderOptions = {
  readonly catalog: Catalog;
  readonly roles: RoleAssumer;
  readonly upstream: Upstream;
  /** Purpose key `recorded-hash`. */
  readonly hashKey: Uint8Array;
};

export function createReferenceReader(options: ReferenceReaderOptions): ReferenceReader {
  return {
    read: async (connection, region, read) => {
      try {
        return await hashOf(connection, region, read, options);
      } catch {
        return undefined;
      }
    },
  };
}

async function hashOf(
  connection: Connection,
  region: string,
  read: ReferenceRead,
  { catalog, roles, upstream, hashKey }: ReferenceReaderOptions,
): Promise<string | undefined> {
  const operation = catalog.operation(read.service, read.operation);
  const protocol = catalog.services.get(read.service)?.protocols[0];
  const role = connection.readRole ?? connection.roles[0]?.arn;
  if (operation === undefined || protocol === undefined || role === undefined) return undefined;
  const request = upstreamCall(read.parameters, { wire: wireOf(catalog, operation, protocol), connection, catalog, region });
  const reply = await upstream.send(request, await roles.assume(readingRole(connection, role)));
  return reply.status === 200 ? keyedHashHex(hashKey, withoutRequestId(reply.body)) : undefined;
}

/** Every answer of the XML protocols carries its own request's id. */
function withoutRequestId(body: Uint8Array): string {
  return new TextDecoder().decode(body).replace(/<(requestId|RequestId)>[^<]*<\/\1>/g, '');
}

function readingRole(connection: Connection, role: string) {
  const name = 'countersign-facts';
  const tags = { 'countersign:session': name };
  return { connection, role, principal: name, session: name, sourceIdentity: name, roleSessionName: name, tags };
}
