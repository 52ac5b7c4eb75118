/** Tells another system: one signed POST a notice. */

import type { Channel, Message } from '#core/approval/message.ts';
import type { Now } from '#core/ports.ts';
import { postSigned } from './signed-post.ts';

export type WebhookOptions = {
  readonly url: string;
  /** What both sides know; read for each notice, so that a new one is taken up. */
  readonly signingKey: () => Promise<string>;
  readonly now: Now;
};

/** Signed as `signed-post.ts` says. */
export function createWebhookChannel({ url, signingKey, now }: WebhookOptions): Channel {
  return {
    name: `webhook ${new URL(url).host}`,
    deliver: async (message) => {
      await postSigned(JSON.stringify(bodyOf(message)), { url, key: await signingKey(), timestamp: now() });
      return undefined;
    },
  };
}

/** `id` is the same for a notice that is told again. */
function bodyOf({ id, kind, approvalId, at, headline, facts, approverLink }: Message): object {
  return { id, kind, approvalId, at, headline, facts, link: approverLink };
}
