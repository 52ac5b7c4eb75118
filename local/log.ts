/** The log of one machine: one JSON line an entry on standard error. */

import type { Log } from '#core/ports.ts';

export const log: Log = (entry) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
};
