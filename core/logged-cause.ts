/** What the log says of a thrown error: its class, what AWS or Node calls it, and where it was thrown; its message only where it is ours. */

import { GatewayError, Reason } from './errors.ts';

const plainName = /^[A-Za-z][\w.:#-]{0,99}$/;
const mostCauses = 3;

/** A message may hold what a caller sent: a parser quotes its text, a service the value that it refused. */
export function loggedCause(thrown: unknown): { readonly cause?: string } {
  const told: string[] = [];
  for (let error = thrown; error instanceof Error && told.length < mostCauses; error = error.cause) told.push(toldOf(error));
  return told.length === 0 ? {} : { cause: told.join(', because of ') };
}

function toldOf(error: Error): string {
  if (error instanceof GatewayError) return `${error.code}: ${error.message}`;
  if (error instanceof Reason) return error.message;
  const facts = [codeOf(error), ...answerOf(error), placeOf(error)].flatMap((fact) => fact ?? []);
  const name = plainName.test(error.name) ? error.name : 'Error';
  return facts.length === 0 ? name : `${name} (${facts.join(', ')})`;
}

/** `ECONNREFUSED`. */
function codeOf(error: Error): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && plainName.test(code) ? code : undefined;
}

/** What leads to AWS's own log. */
function answerOf(error: Error): readonly string[] {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown } };
  const { httpStatusCode, requestId } = $metadata ?? {};
  return [
    ...(typeof httpStatusCode === 'number' ? [`status ${httpStatusCode}`] : []),
    ...(typeof requestId === 'string' && /^[\w-]{1,64}$/.test(requestId) ? [`request ${requestId}`] : []),
  ];
}

/** The first place of the stack. The message stands before it there, and may imitate one. */
function placeOf({ stack = '', message }: Error): string | undefined {
  const from = stack.indexOf(message);
  if (from < 0) return undefined;
  const [place] = /(?<=[(/ ])[\w.-]+\.(?:[cm]?js|ts):\d+:\d+(?=\)?$)/m.exec(stack.slice(from + message.length)) ?? [];
  return place;
}
