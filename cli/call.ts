/** `countersign call SERVICE OPERATION`: any AWS operation without an SDK; it waits for its approval where it needs one. */

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GatewayOptions, get, postCall } from './api.ts';
import { callParameters, type Given, inputOf } from './call-parameters.ts';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { openCatalog } from './policy-files.ts';
import { plain } from './print.ts';

export type CallOptions = GatewayOptions &
  Given & {
    readonly connection: string;
    readonly role?: string;
    readonly region?: string;
    readonly reason?: string;
    /** `--no-wait`. */
    readonly wait: boolean;
  };

type Body = Readonly<Record<string, unknown>>;

const lookMilliseconds = 2_000;
/** Well below the time after which a connection is given up. */
const waitSeconds = 20;

/** The answer: `{response}` or AWS's own `{error}`. Errors: CliError; `awaiting` when it waits and nobody is to wait for it. */
export async function call(
  environment: Environment,
  options: CallOptions,
  named: { readonly service: string; readonly operation: string },
  say: (line: string) => void,
): Promise<Body> {
  const parameters = callParameters(options, inputOf(openCatalog(), named.service, named.operation));
  const asked = { connection: options.connection, ...named, parameters, ...optional(options) };
  const idempotencyKey = randomUUID();
  for (let waitsFor = ''; ; ) {
    const body = await postCall(environment, options, asked, idempotencyKey);
    if (body.status !== 'awaiting-approval') return body;
    const approval = plain(body.approval);
    if (!options.wait) throw new CliError('awaiting', plain(body.detail));
    if (approval !== waitsFor) say(plain(body.detail));
    waitsFor = approval;
    if (body.executor === 'stored') return followed(environment, options, plain(body.id));
    await untilSettled(environment, options, approval);
  }
}

/** Until the gateway made the call itself, or nobody lets it any more. Errors: CliError `refused`, with what became of it. */
async function followed(environment: Environment, options: GatewayOptions, id: string): Promise<Body> {
  for (;;) {
    const body = await get(environment, options, `/v1/calls/${encodeURIComponent(id)}?wait=${waitSeconds}`);
    if (body.status === 'awaiting-approval' || body.status === 'executing') continue;
    if (body.status === 'completed' && !('approval' in body)) return body;
    throw new CliError('refused', messageOf(body));
  }
}

function messageOf({ status, error }: Body): string {
  const message = error !== null && typeof error === 'object' && 'message' in error ? error.message : undefined;
  return plain(message ?? `The call is ${plain(status)}.`);
}

function optional({ role, region, reason }: CallOptions): object {
  return {
    ...(role === undefined ? {} : { role }),
    ...(region === undefined ? {} : { region }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Until somebody decided, or nobody will any more: the call itself then says what became of it. */
async function untilSettled(environment: Environment, options: GatewayOptions, approval: string): Promise<void> {
  for (;;) {
    await sleep(lookMilliseconds);
    const { state } = await get(environment, options, `/v1/approvals/${encodeURIComponent(approval)}`);
    if (state !== 'pending') return;
  }
}
