/**
 * The sandbox upstream: a fixture that answers a few operations of eight AWS services on one machine, so that the product can be tried and
 * tested without an account. It is no emulator of AWS. It does check every signature with AWS's own signer, demands what a spoke's trust policy
 * demands of AssumeRole, holds assumed roles to the actions of their session policy, and refuses what it does not know.
 */

import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { emulatorCredentials } from '#adapters/upstream/sts-place.ts';
import type { HttpReply, HttpRequest } from '#core/http.ts';
import { type AccessKey, type AssumedRole, createAccessKeys } from './access-keys.ts';
import { errorReply, fixtureOf, route } from './answer.ts';
import type { Context } from './fixture.ts';
import { readRequest, writeReply } from './node-http.ts';
import { SandboxError } from './sandbox-error.ts';
import { seed } from './seed.ts';
import { isWithinSession } from './session-policy.ts';
import { authorizationOf, verifySignature } from './signature.ts';
import { createStore } from './store.ts';
import { tagsOf } from './tags-of.ts';

export type SandboxOptions = {
  readonly account: string;
  readonly now: () => string;
  readonly newId: () => string;
  /** Region of what is there from the start. */
  readonly region?: string;
  /** What AssumeRole must name, when it is given. */
  readonly externalId?: string;
  /** Where the state is kept; in memory without it. */
  readonly dataDirectory?: string;
};

/** One request that reached the sandbox, as its bytes stood, and what became of it. For tests: it is not served over HTTP. */
export type SeenCall = HttpRequest & {
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  readonly accessKeyId: string;
  /** What AssumeRole was asked for, when the call was signed with an assumed role. */
  readonly assumed?: AssumedRole;
  readonly status: number;
};

export type Sandbox = {
  readonly handle: (request: HttpRequest) => Promise<HttpReply>;
  readonly listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /** The last requests, oldest first: at most 500 with 32 MB of bodies. */
  readonly calls: () => readonly SeenCall[];
  readonly close: () => void;
};

export function createSandbox(options: SandboxOptions): Sandbox {
  const { account, now, newId, region = 'eu-west-1', externalId, dataDirectory } = options;
  if (dataDirectory !== undefined) mkdirSync(dataDirectory, { recursive: true });
  const store = createStore(dataDirectory === undefined ? undefined : join(dataDirectory, 'sandbox.sqlite'));
  const keys = createAccessKeys(emulatorCredentials);
  const contextOf = (caller: AccessKey, where = region): Context => {
    return { account, region: where, caller, keys, externalId, store, now: now(), newId };
  };
  seed(contextOf(emulatorCredentials));
  const seen: SeenCall[] = [];

  const handle = async (request: HttpRequest): Promise<HttpReply> => {
    const scope = authorizationOf(request);
    const { reply, operation } = await respond(request, contextOf, newId());
    const assumed = keys.find(scope?.accessKeyId ?? '')?.assumed;
    const { service = '', region: signedFor = '', accessKeyId = '' } = scope ?? {};
    seen.push({
      ...request,
      service,
      region: signedFor,
      operation,
      accessKeyId,
      status: reply.status,
      ...(assumed && { assumed }),
    });
    trim(seen);
    return reply;
  };
  return { handle, listener: listenerFor(handle), calls: () => [...seen], close: store.close };
}

function trim(seen: SeenCall[]): void {
  let bytes = seen.reduce((sum, { body }) => sum + body.length, 0);
  while (seen.length > 500 || bytes > 32 * 1024 * 1024) bytes -= seen.shift()?.body.length ?? 0;
}

type ContextOf = (caller: AccessKey, region?: string) => Context;

async function respond(
  request: HttpRequest,
  contextOf: ContextOf,
  requestId: string,
): Promise<{ readonly reply: HttpReply; readonly operation: string }> {
  const scope = authorizationOf(request);
  const fixture = fixtureOf(scope?.service);
  let operation = '';
  try {
    const { keys, now } = contextOf(emulatorCredentials);
    const caller = await verifySignature(request, keys, now);
    const routed = route(fixture, request, scope?.service ?? '');
    operation = routed.operation;
    requireSession(caller, routed.action, contextOf(caller, scope?.region));
    return { operation, reply: routed.run(contextOf(caller, scope?.region), requestId) };
  } catch (error) {
    return { operation, reply: errorReply(fixture, asSandboxError(error), { method: request.method, requestId }) };
  }
}

function requireSession({ assumed }: AccessKey, action: string, context: Context): void {
  if (action === 'sts:GetCallerIdentity') return;
  if (isWithinSession(assumed?.sessionPolicy, action, (arn) => tagsOf(arn, context))) return;
  throw new SandboxError('AccessDenied', `No session policy allows the ${action} action`, 403);
}

function asSandboxError(error: unknown): SandboxError {
  return error instanceof SandboxError ? error : new SandboxError('InternalFailure', 'The sandbox failed.', 500);
}

function listenerFor(handle: Sandbox['handle']): Sandbox['listener'] {
  return (incoming, outgoing) => {
    readRequest(incoming)
      .then(handle)
      .then((reply) => writeReply(reply, incoming.method ?? '', outgoing))
      .catch(() => outgoing.destroy());
  };
}
