/** Policies that cannot be put in force: every problem with its file, its place and its cure. */

import type { Place } from './source-place.ts';

export type PolicyProblem = Place & { readonly file: string; readonly message: string };

export class PolicySetError extends Error {
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    super(problems.map(problemLine).join('\n'));
    this.name = 'PolicySetError';
    this.problems = problems;
  }
}

/** As compilers print it, so that editors find the place. */
export function problemLine({ file, line, column, message }: PolicyProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}
