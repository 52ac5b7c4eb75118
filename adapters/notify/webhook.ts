/** Tells another system: one signed POST a notice. */

import { createHmac } from 'node:crypto';
import type { Channel, Message } from '#core/approval/message.ts';
import type { Now } from '#core/ports.ts';

export type WebhookOptions = {
  readonly url: string;
  /** What both sides know; read for each notice, so that a new one is taken up. */
  readonly signingKey: () => Promise<string>;
  readonly now: Now;
};

const timeoutMilliseconds = 5000;

/**
 * `x-countersign-signature: v1=<HMAC-SHA-256 in hex over "v1:<timestamp>:<body>">` beside `x-countersign-timestamp`: whoever checks
 * both and refuses what is older than five minutes cannot be replayed to.
 */
export function createWebhookChannel({ url, signingKey, now }: WebhookOptions): Channel {
  return {
    name: `webhook ${new URL(url).host}`,
    deliver: async (message) => {
      const [body, timestamp] = [JSON.stringify(bodyOf(message)), now()];
      const signature = createHmac('sha256', await signingKey())
        .update(`v1:${timestamp}:${body}`)
        .digest('hex');
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-countersign-timestamp': timestamp,
          'x-countersign-signature': `v1=${signature}`,
        },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMilliseconds),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
      return undefined;
    },
  };
}

/** `id` is the same for a notice that is told again. */
function bodyOf({ id, kind, approvalId, at, headline, facts, approverLink }: Message): object {
  return { id, kind, approvalId, at, headline, facts, link: approverLink };
}
