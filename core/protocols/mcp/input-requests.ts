/** Input that a server asks for inside a result (multi-round-trip requests, MCP 2026-07-28): which of it may reach the client, and how. */

import type { McpInput } from '../../model.ts';
import { isObject, type JsonObject, objectIn, textIn } from './rpc.ts';

const kinds: ReadonlyMap<string, McpInput> = new Map([
  ['elicitation/create', 'elicitation'],
  ['sampling/createMessage', 'sampling'],
  ['roots/list', 'roots'],
]);

/** What a server is told that its client can do: what the client declared, as far as the operator lets it be asked. */
export function relayedCapabilities(declared: JsonObject, relays: readonly McpInput[]): JsonObject {
  const { elicitation, sampling, roots } = declared;
  return {
    ...(relays.includes('elicitation') && hasForm(elicitation) ? { elicitation: { form: {} } } : {}),
    ...(relays.includes('sampling') && isObject(sampling) ? { sampling } : {}),
    ...(relays.includes('roots') && isObject(roots) ? { roots } : {}),
  };
}

/** An address that a server wants opened is never relayed: people would take it for the gateway's. */
function hasForm(elicitation: JsonObject[string] | undefined): boolean {
  return isObject(elicitation) && (isObject(elicitation.form) || !isObject(elicitation.url));
}

/** The name of the first request that the client was not declared able for; one that cannot be told is none that it can do. */
export function unaskable(requests: JsonObject, capabilities: JsonObject): string | undefined {
  return Object.entries(requests).find(([, request]) => {
    const kind = kinds.get(isObject(request) ? (textIn(request, 'method') ?? '') : '');
    const isForm = isObject(request) && (textIn(objectIn(request, 'params'), 'mode') ?? 'form') === 'form';
    return kind === undefined || capabilities[kind] === undefined || (kind === 'elicitation' && !isForm);
  })?.[0];
}

/** The requests as the client is given them: what a server says to a person is said to be the server's. */
export function attributed(requests: JsonObject, server: string): JsonObject {
  return Object.fromEntries(
    Object.entries(requests).map(([name, request]) => {
      const params = isObject(request) ? objectIn(request, 'params') : {};
      const message = textIn(params, 'message');
      if (!isObject(request) || message === undefined) return [name, request];
      return [name, { ...request, params: { ...params, message: `MCP server "${server}" asks: ${message}` } }];
    }),
  );
}
