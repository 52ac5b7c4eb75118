/** The gateway's JSON API for the commands: a problem becomes the sentence that it carries. */

import { CliError, type ExitKind } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { type JsonReply, send } from './http.ts';
import { gatewayUrl, tokenFor } from './sign-in.ts';

/** The options by which every command finds its gateway and its caller. */
export type GatewayOptions = { readonly url?: string; readonly as?: string };

/** Errors: CliError with the gateway's own sentence. */
export async function get(environment: Environment, options: GatewayOptions, path: string): Promise<JsonReply['body']> {
  const url = gatewayUrl(environment, options.url);
  return accepted(await send(`${url}${path}`, { method: 'GET', token: await tokenFor(environment, url, options.as) }));
}

/** Errors: CliError with the gateway's own sentence. */
export async function post(
  environment: Environment,
  options: GatewayOptions,
  path: string,
  json: object,
): Promise<JsonReply['body']> {
  const url = gatewayUrl(environment, options.url);
  return accepted(await send(`${url}${path}`, { method: 'POST', json, token: await tokenFor(environment, url, options.as) }));
}

/** `POST /v1/calls`, under the command's own name. Errors: CliError with the gateway's own sentence. */
export async function postCall(
  environment: Environment,
  options: GatewayOptions,
  json: object,
  idempotencyKey: string,
): Promise<JsonReply['body']> {
  const url = gatewayUrl(environment, options.url);
  const token = await tokenFor(environment, url, options.as);
  return accepted(await send(`${url}/v1/calls`, { method: 'POST', json, token, idempotencyKey }));
}

/** Errors: CliError `refused`, `signed-out` or `unreachable`. */
export function accepted({ status, body }: JsonReply): JsonReply['body'] {
  if (status >= 200 && status < 300) return body;
  const detail = typeof body.detail === 'string' ? body.detail : `The gateway answered ${status}.`;
  throw new CliError(kindOf(status), detail);
}

function kindOf(status: number): ExitKind {
  if (status === 401) return 'signed-out';
  // 501: the gateway answered, and does not handle such a call.
  return status >= 500 && status !== 501 ? 'unreachable' : 'refused';
}
