/** The path prefix `/_svc/<service id>` by which a client names the one service it means, where several share a signing name. */

import type { HttpRequest } from '../../../http.ts';

const prefix = /^\/_svc\/([a-z0-9-]{1,64})(?=\/|$)/;

/** The request without the prefix, and the service that it named. What is decoded and forwarded is `request`. */
export function splitServicePrefix(request: HttpRequest): { readonly service?: string; readonly request: HttpRequest } {
  const match = prefix.exec(request.path);
  if (match?.[1] === undefined) return { request };
  const rest = request.path.slice(match[0].length);
  return { service: match[1], request: { ...request, path: rest === '' ? '/' : rest } };
}
