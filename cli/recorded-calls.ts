/** Where `policy replay`, `policy suggest` and `policy explain` take recorded calls from: files of events, or the gateway's record. */

import type { Json } from '#core/model.ts';
import { type RecordedCall, readRecordedCall } from '#core/policy/recorded-call.ts';
import { type GatewayOptions, get } from './api.ts';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { readText } from './policy-files.ts';
import { listSessions, showSession } from './sessions.ts';

export type RecordOptions = GatewayOptions & { readonly from?: string; readonly to?: string };

/** From the files, one event a line as `sessions show --json` prints them; without files, from the gateway. Errors: CliError. */
export async function recordedCalls(
  environment: Environment,
  files: readonly string[],
  options: RecordOptions,
): Promise<readonly RecordedCall[]> {
  const calls = files.length === 0 ? await fromGateway(environment, options) : files.flatMap(readEventFile);
  const { from = '', to } = options;
  return calls.filter(({ time }) => time >= from && (to === undefined || time < to));
}

/** Errors: CliError `usage`, with file and line. */
export function readEventFile(file: string): readonly RecordedCall[] {
  const text = readText(file === '-' ? '/dev/stdin' : file);
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : readLine(line, `${file}:${index + 1}`)));
}

function readLine(line: string, place: string): readonly RecordedCall[] {
  try {
    const value: Json = JSON.parse(line);
    const call = readRecordedCall(value);
    return call === undefined ? [] : [call];
  } catch (error) {
    if (error instanceof SyntaxError) throw new CliError('usage', `${place}: this is no recorded event: ${error.message}.`);
    throw error;
  }
}

/** One recorded call by the id of any event of it; the parameters stand in its intent. Errors: CliError. */
export async function recordedEvent(environment: Environment, options: GatewayOptions, id: string): Promise<RecordedCall> {
  const item = await get(environment, options, `/v1/events/${id}`);
  const [call] = readLine(JSON.stringify(item), `event ${id}`);
  if (call === undefined) throw new CliError('usage', `Event ${id} is no call that was decided. Take one of "sessions show".`);
  if (call.hasParameters || typeof item.session !== 'string') return call;
  const events = await showSession(environment, options, item.session);
  const calls = events.flatMap((event) => readLine(JSON.stringify(event), `session ${String(item.session)}`));
  return calls.find(({ callId, hasParameters }) => hasParameters && callId === call.callId) ?? call;
}

/** The sessions of the time, and all their events: an intent is found through its session alone. */
async function fromGateway(environment: Environment, options: RecordOptions): Promise<readonly RecordedCall[]> {
  const calls: RecordedCall[] = [];
  for await (const id of sessionIds(environment, options)) {
    for (const event of await showSession(environment, options, id))
      calls.push(...readLine(JSON.stringify(event), `session ${id}`));
  }
  return calls;
}

async function* sessionIds(environment: Environment, { from, to, ...options }: RecordOptions): AsyncIterable<string> {
  const period = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  let cursor: string | undefined;
  do {
    const page = await listSessions(environment, { ...options, ...period, ...(cursor === undefined ? {} : { cursor }) });
    for (const session of Array.isArray(page.items) ? page.items : []) if (typeof session.id === 'string') yield session.id;
    cursor = typeof page.cursor === 'string' ? page.cursor : undefined;
  } while (cursor !== undefined);
}
