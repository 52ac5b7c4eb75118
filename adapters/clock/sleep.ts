/** Waiting, by the process's own timers. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Sleep } from '#core/ports.ts';

export const systemSleep: Sleep = async (milliseconds, until) => {
  if (until === undefined) return delay(milliseconds);
  const timer = new AbortController();
  const timed = delay(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([timed, until]);
  timer.abort();
};
