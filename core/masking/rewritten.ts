/** A masked reply with something of it written anew by the gateway itself, which adds nothing that would have to be masked. */

import { type HttpReply, withoutHeaders } from '../http.ts';
import type { Masked } from '../model.ts';
import { expandedBody } from './content-encoding.ts';
import { reframed } from './framing.ts';

/** The very same reply where nothing changes. Errors: those of `change`; `masking-failed` for an encoding that cannot be read. */
export function rewritten(reply: Masked<HttpReply>, change: (clear: HttpReply) => HttpReply): Masked<HttpReply> {
  const clear = { ...reply, headers: withoutHeaders(reply.headers, new Set(['content-encoding'])), body: expandedBody(reply) };
  const changed = change(clear);
  if (changed === clear) return reply;
  const { body } = changed;
  const headers = body === clear.body ? changed.headers : reframed(changed.headers, body);
  return { ...changed, headers } as Masked<HttpReply>;
}
