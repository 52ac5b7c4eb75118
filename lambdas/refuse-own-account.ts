/** The gateway never governs its own account: through it a caller would reach the record, the keys and the code (threats 1). */

import type { Connection } from '#core/model.ts';

/** @throws Error that names the connection, so that the function does not start. */
export function refuseOwnAccount(connections: readonly Connection[], account: string): void {
  const own = connections.find((connection) => connection.account === account);
  if (own === undefined) return;
  throw new Error(
    `The connection "${own.name}" leads to ${account}, the account that the gateway itself lives in. ` +
      'Deploy the gateway into an account of its own, or take the connection out.',
  );
}
