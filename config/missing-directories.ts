/** Directories that the operator's file names and that are not there: each with the path of its key, and the cure. */

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from './config.ts';

export function missingDirectories(config: Pick<Config, 'policies' | 'candidatePolicies'>, fileName: string): readonly string[] {
  const named = [['policies', config.policies] as const, ['candidatePolicies', config.candidatePolicies] as const];
  return named.flatMap(([key, name]) => {
    if (name === undefined) return [];
    const directory = resolve(dirname(fileName), name);
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return [];
    return [`${key}: there is no directory ${directory}. Write where the policies are, as seen from this file.`];
  });
}
