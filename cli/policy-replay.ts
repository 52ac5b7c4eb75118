/** `countersign policy replay` and `policy suggest`: policies tried on what was really called. */

import { type Replay, type ReplayRow, replay } from '#core/policy/replay.ts';
import { type Suggestion, suggest } from '#core/policy/suggest.ts';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { readPolicySet } from './policy-files.ts';
import { plain, table } from './print.ts';
import { type RecordOptions, recordedCalls } from './recorded-calls.ts';

export type ReplayOptions = RecordOptions & { readonly candidate: string };
export type SuggestOptions = RecordOptions & { readonly group: string; readonly policies: string };

/** Errors: CliError. */
export async function replayRecord(environment: Environment, files: readonly string[], options: ReplayOptions): Promise<Replay> {
  const candidate = readPolicySet(options.candidate);
  return replay(candidate, await recordedCalls(environment, files, options));
}

/** Errors: CliError. */
export async function suggestPermits(
  environment: Environment,
  files: readonly string[],
  options: SuggestOptions,
): Promise<Suggestion> {
  const set = readPolicySet(options.policies);
  const calls = await recordedCalls(environment, files, options);
  try {
    return suggest(set, options.group, calls);
  } catch (error) {
    if (error instanceof RangeError)
      throw new CliError('usage', `${error.message}. Name a group of the callers, or another time.`);
    throw error;
  }
}

export function replayText({ changed, indeterminate }: Replay): string {
  const rows = [...changed, ...indeterminate].map(rowOf);
  return rows.length === 0
    ? 'no decision would change'
    : table(rows, ['principal', 'operation', 'from', 'to', 'calls', 'because', 'samples']);
}

export function replaySummary({ calls, unchanged, changed, indeterminate }: Replay): string {
  return `${calls} calls: ${unchanged} as before, ${callsOf(changed)} would change, ${callsOf(indeterminate)} indeterminate`;
}

export function suggestionText({ cedar, iam, unused }: Suggestion): string {
  const told =
    unused.length === 0 ? [] : [`// Permits of the group that let none of these calls through: ${unused.map(plain).join(', ')}`];
  return [cedar.trimEnd(), ...told, '', JSON.stringify(iam, undefined, 2)].join('\n');
}

export function suggestionSummary({ calls, kept, lost, indeterminate }: Suggestion): string {
  const others = `${lost.length} lost, ${indeterminate.length} indeterminate`;
  return `${calls} allowed calls, ${kept} still allowed with these permits and today's guardrails, ${others}`;
}

function rowOf(row: ReplayRow): Readonly<Record<string, unknown>> {
  return { ...row, samples: row.samples.slice(0, 2).join(' ') };
}

function callsOf(rows: readonly ReplayRow[]): number {
  return rows.reduce((sum, { calls }) => sum + calls, 0);
}
