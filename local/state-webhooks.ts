/** The webhooks of state changes on one machine: their secrets are files for their owner only. */

import { resolve } from 'node:path';
import { systemSleep } from '#adapters/clock/sleep.ts';
import { readPrivateFile } from '#adapters/local/private-file.ts';
import { createStateWebhook } from '#adapters/notify/state-webhook.ts';
import type { Config } from '#config/config.ts';
import type { Now } from '#core/ports.ts';
import { retriedFeed } from '#core/retried-feed.ts';
import type { StateFeed } from '#core/state-change.ts';

export type StateWebhooksOptions = { readonly configDirectory: string; readonly now: Now };

/** What happens meanwhile waits behind it. */
const pausesSeconds: readonly number[] = [1, 5, 30];

/** Errors: an Error that names the webhook or the file, and its cure. */
export function openStateWebhooks({ recording }: Config, { configDirectory, now }: StateWebhooksOptions): readonly StateFeed[] {
  return recording.webhooks.map(({ url, secretFile }) => {
    if (secretFile === undefined) throw new Error(`recording.webhooks: ${url} needs secretFile on one machine.`);
    const path = resolve(configDirectory, secretFile);
    requireSecret(path);
    const webhook = createStateWebhook({ url, signingKey: async () => requireSecret(path), now });
    return retriedFeed(webhook, { sleep: systemSleep, pausesSeconds });
  });
}

function requireSecret(path: string): string {
  const secret = readPrivateFile(path)?.trim();
  if (secret === undefined || secret === '') throw new Error(`${path} holds no secret. Make it: openssl rand -hex 32 > ${path}`);
  return secret;
}
