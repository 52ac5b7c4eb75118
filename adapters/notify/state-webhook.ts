/** State changes to another system: one signed POST for each batch of them. */

import type { Now } from '#core/ports.ts';
import type { StateFeed } from '#core/state-change.ts';
import { postSigned } from './signed-post.ts';

export type StateWebhookOptions = {
  readonly url: string;
  /** What both sides know; read each time, so that a new one is taken up. */
  readonly signingKey: () => Promise<string>;
  readonly now: Now;
};

/** The body is `{"changes":[…]}`; the signature is that of the approval's webhook. Errors: an Error without anything of the answer. */
export function createStateWebhook({ url, signingKey, now }: StateWebhookOptions): StateFeed {
  return {
    name: `webhook ${new URL(url).host}`,
    tell: async (changes) => postSigned(JSON.stringify({ changes }), { url, key: await signingKey(), timestamp: now() }),
  };
}
