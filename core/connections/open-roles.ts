/** Which roles of which connections are open to a principal: computed from the present configuration on every request. */

import { GatewayError } from '../errors.ts';
import type { Connection, Principal, Role } from '../model.ts';

/** The roles of one connection that list one of the principal's groups, in the configuration's order. */
export function openRoles(connection: Connection, principal: Principal): readonly Role[] {
  return connection.roles.filter((role) => role.groups.some((group) => principal.groups.includes(group)));
}

/** The connections that have a role for the principal. */
export function openConnections(connections: readonly Connection[], principal: Principal): readonly Connection[] {
  return connections.filter((connection) => openRoles(connection, principal).length > 0);
}

/**
 * The connection of a name, if it is open to the principal.
 * Errors: `unknown-connection`, also for one that exists but is nothing to the principal.
 */
export function chooseConnection(connections: readonly Connection[], name: string, principal: Principal): Connection {
  const open = openConnections(connections, principal);
  const chosen = open.find((connection) => connection.name === name);
  if (chosen !== undefined) return chosen;
  const names = open.map((connection) => connection.name).join(', ');
  throw new GatewayError(
    'unknown-connection',
    `There is no connection of that name for ${principal.id}. ${names === '' ? 'None is open to your groups.' : `Open to you: ${names}.`}`,
  );
}

/** The role asked for by ARN or by its last name, or the first that is open. Errors: `unknown-connection`. */
export function chooseRole(connection: Connection, principal: Principal, asked?: string): Role {
  const open = openRoles(connection, principal);
  const chosen = asked === undefined ? open[0] : open.find((role) => role.arn === asked || role.arn.endsWith(`/${asked}`));
  if (chosen !== undefined) return chosen;
  const names = open.map((role) => role.arn).join(', ');
  throw new GatewayError(
    'unknown-connection',
    `Connection "${connection.name}" has no such role for ${principal.id}. ${names === '' ? 'None is open to your groups.' : `Open to you: ${names}.`}`,
  );
}
