/** Policies that cannot be put in force: every problem with its file, its line and its cure. */

export type PolicyProblem = { readonly file: string; readonly line: number; readonly message: string };

export class PolicySetError extends Error {
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    super(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
    this.name = 'PolicySetError';
    this.problems = problems;
  }
}
