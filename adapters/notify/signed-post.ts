/** One signed POST of JSON (HMAC-SHA-256), which its receiver can tell from a forged and from a replayed one. */

import { createHmac } from 'node:crypto';

export type Signing = { readonly url: string; readonly key: string; readonly timestamp: string };

const timeoutMilliseconds = 5000;

/**
 * `x-countersign-signature: v1=<HMAC-SHA-256 in hex over "v1:<timestamp>:<body>">` beside `x-countersign-timestamp`: whoever checks
 * both and refuses what is older than five minutes cannot be replayed to. Errors: an Error with the status alone.
 */
export async function postSigned(body: string, { url, key, timestamp }: Signing): Promise<void> {
  const signature = createHmac('sha256', key).update(`v1:${timestamp}:${body}`).digest('hex');
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
}
