/** The methods that are about the protocol itself: opening, discovery, and what a server without streams answers at once. */

import type { Asked, Method, Methods } from './asked.ts';
import { modernRevision, negotiated, subscriptionKey, tasksExtension } from './revisions.ts';
import { type JsonObject, succeeded } from './rpc.ts';

export type ServerFacts = {
  readonly serverInfo: JsonObject;
  /** What a model should know before it uses the tools. */
  readonly instructions: string;
};

const declared = { tools: {}, resources: {}, prompts: {}, completions: {} };

/** Strict clients take no member more than the empty object. */
const nothing: Method = async () => succeeded({});

/** Legacy: what opens, and what old clients expect an answer to. */
export function legacyMethods({ serverInfo, instructions }: ServerFacts): Methods {
  return new Map<string, Method>([
    [
      'initialize',
      async ({ request }) =>
        succeeded({
          protocolVersion: negotiated(request.params),
          capabilities: { ...declared, logging: {} },
          serverInfo,
          instructions,
        }),
    ],
    ['ping', nothing],
    ['logging/setLevel', nothing],
    ['resources/subscribe', nothing],
    ['resources/unsubscribe', nothing],
  ]);
}

export function modernMethods({ instructions }: ServerFacts): Methods {
  const capabilities = { ...declared, extensions: { [tasksExtension]: {} } };
  return new Map<string, Method>([
    ['server/discover', async () => succeeded({ supportedVersions: [modernRevision], capabilities, instructions })],
    ['subscriptions/listen', async (asked) => listened(asked)],
  ]);
}

/** Nothing here changes while a client listens, so the subscription is acknowledged and over at once. */
function listened({ request }: Asked) {
  const _meta = { [subscriptionKey]: request.id };
  const acknowledged = {
    jsonrpc: '2.0',
    method: 'notifications/subscriptions/acknowledged',
    params: { notifications: {}, _meta },
  };
  return succeeded({ _meta }, [acknowledged]);
}
