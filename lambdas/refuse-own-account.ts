/** The gateway never governs its own account: through it a caller would reach the record, the keys and the code (threats 1). */

import type { Config } from '#config/config.ts';
import { ledAccounts } from '#config/led-accounts.ts';

/** @throws Error that names the connection, so that the function does not start. */
export function refuseOwnAccount(config: Pick<Config, 'connections' | 'mcpConnections'>, account: string): void {
  const own = ledAccounts(config).find((led) => led.account === account);
  if (own === undefined) return;
  throw new Error(
    `The connection "${own.name}" leads to ${account}, the account that the gateway itself lives in. ` +
      'Deploy the gateway into an account of its own, or take the connection out.',
  );
}
