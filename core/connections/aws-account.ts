/** The connection of a call that AWS alone can answer. */

import type { AnyConnection, Connection } from '../model.ts';

/** Throws a `TypeError` for an MCP server: a front has let a call through to the wrong kind. */
export function awsAccount(connection: AnyConnection): Connection {
  if (connection.kind === 'aws') return connection;
  throw new TypeError(`connection ${connection.name}: it is no AWS account`);
}
