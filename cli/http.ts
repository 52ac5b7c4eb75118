/** HTTP for the CLI: JSON in, JSON out, and errors as sentences. */

import { CliError } from './cli-error.ts';

export type JsonReply = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

const timeoutMilliseconds = 30_000;

type Sent = {
  readonly method: 'GET' | 'POST';
  readonly token?: string;
  readonly json?: object;
  /** The client's own name of its command, the same when it is sent again. */
  readonly idempotencyKey?: string;
  readonly form?: Readonly<Record<string, string>>;
};

/** Errors: CliError `unreachable`. A status that is no success is the caller's to read. */
export async function send(url: string, { method, token, json, form, idempotencyKey }: Sent): Promise<JsonReply> {
  const headers = {
    accept: 'application/json',
    'user-agent': 'countersign-cli',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const body = json === undefined ? new URLSearchParams(form ?? {}).toString() : JSON.stringify(json);
  try {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const response = await fetch(url, { method, headers, signal, redirect: 'error', ...(method === 'POST' ? { body } : {}) });
    return { status: response.status, body: objectOf(await response.text()) };
  } catch {
    throw new CliError('unreachable', `${new URL(url).origin} does not answer. Is it running, and is the URL right?`);
  }
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed !== null && typeof parsed === 'object' ? { ...parsed } : {};
  } catch {
    return {};
  }
}
