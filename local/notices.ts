/** Whom a call is told to on one machine: its inbox, beside the call and never in its way. */

import { systemSleep } from '#adapters/clock/sleep.ts';
import type { Config } from '#config/config.ts';
import type { Channel } from '#core/approval/message.ts';
import { type CallNotices, createCallNotices, tellOfCall } from '#core/call-notices.ts';
import { log } from './log.ts';

export function createLocalNotices({ people, publicUrl }: Config, channels: readonly Channel[]): CallNotices {
  return createCallNotices(async (notice) => {
    void tellOfCall(notice, { people, publicUrl, channels, log, sleep: systemSleep });
  });
}
