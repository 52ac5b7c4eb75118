/** The policies in force on one machine: read again when their files change; a broken set is refused, and the last good one stays. */

import { type FSWatcher, watch } from 'node:fs';
import { readPolicies } from '#adapters/files/policies.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import type { Log } from '#core/ports.ts';

export type WatchOptions = {
  readonly directory: string;
  /** What the log calls them; `policies` unless said. */
  readonly title?: string;
  /** The chains that the operator's file defines. */
  readonly chains: readonly string[];
  readonly log: Log;
};

export type WatchedPolicies = { readonly current: () => PolicySet; readonly close: () => void };

/** An editor writes a file in several steps; what is read in between is refused, and read again. */
const settleMs = 150;

/** Errors: `PolicySetError` and `RangeError`, for what is broken at the start: there is no good set yet. */
export function watchPolicies({ directory, title = 'policies', chains, log }: WatchOptions): WatchedPolicies {
  const load = () => compilePolicies(readPolicies(directory), { chains });
  let inForce = load();
  let waiting: NodeJS.Timeout | undefined;

  function reload(): void {
    try {
      const next = load();
      if (next.version === inForce.version) return;
      inForce = next;
      log({ level: 'info', message: `The ${title} were changed, and now are ${told(next)}.` });
    } catch (error) {
      const problems = error instanceof Error ? error.message : String(error);
      log({ level: 'error', message: `The ${title} were changed and are refused; ${told(inForce)} stay in force.\n${problems}` });
    }
  }

  const watcher = watch(directory, () => {
    clearTimeout(waiting);
    waiting = setTimeout(reload, settleMs);
  });
  refuseSilence(watcher, log);
  return {
    current: () => inForce,
    close: () => {
      clearTimeout(waiting);
      watcher.close();
    },
  };
}

/** Nobody may believe that a change took effect when the files are no longer watched. */
function refuseSilence(watcher: FSWatcher, log: Log): void {
  watcher.unref();
  watcher.on('error', () => {
    log({ level: 'error', message: 'The policy files are no longer watched: restart the gateway for a change to take effect.' });
  });
}

function told({ version, policies }: PolicySet): string {
  return `${policies.size} policies, version ${version.slice(0, 12)}`;
}
