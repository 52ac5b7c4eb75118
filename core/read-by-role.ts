/** Asks AWS one question with a connection's read role: for what people are shown of a call before they approve it. */

import { wireOf } from './canonical-call.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Wire } from './front.ts';
import type { HttpReply } from './http.ts';
import type { Connection, Parameters } from './model.ts';
import type { RoleAssumer, Upstream } from './ports.ts';
import { upstreamCall } from './upstream-call.ts';

export type ReadingOptions = { readonly catalog: Catalog; readonly roles: RoleAssumer; readonly upstream: Upstream };

export type Question = { readonly service: string; readonly operation: string; readonly parameters: Parameters };

/** `undefined` where the catalog does not know the operation, or the connection has no role. Errors: those of role and upstream. */
export async function readByRole(
  connection: Connection,
  region: string,
  { service, operation: name, parameters }: Question,
  { catalog, roles, upstream }: ReadingOptions,
): Promise<{ readonly reply: HttpReply; readonly wire: Wire } | undefined> {
  const operation = catalog.operation(service, name);
  const protocol = catalog.services.get(service)?.protocols[0];
  const role = connection.readRole ?? connection.roles[0]?.arn;
  if (operation === undefined || protocol === undefined || role === undefined) return undefined;
  const wire = wireOf(catalog, operation, protocol);
  const request = upstreamCall(parameters, { wire, connection, catalog, region });
  return { reply: await upstream.send(request, await roles.assume(readingRole(connection, role))), wire };
}

function readingRole(connection: Connection, role: string) {
  const name = 'countersign-facts';
  const tags = { 'countersign:session': name };
  return { connection, role, principal: name, session: name, sourceIdentity: name, roleSessionName: name, tags };
}
