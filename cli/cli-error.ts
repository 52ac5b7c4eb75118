/** An error of the CLI, with its exit code: docs/reference/cli.md lists them. */

export const exitCodes = {
  /** The gateway refused (denied, rejected, not found), or a check of files found errors. */
  refused: 1,
  /** The command line or a file was wrong. */
  usage: 2,
  /** Nobody is signed in, or the sign-in has ended. */
  'signed-out': 3,
  /** The gateway or the identity provider cannot be reached. */
  unreachable: 4,
  /** The call waits for an approval, and nobody was to wait for it (`--no-wait`). */
  awaiting: 5,
  /** The call was made, and AWS answered an error. */
  'aws-error': 6,
} as const;

export type ExitKind = keyof typeof exitCodes;

export class CliError extends Error {
  readonly kind: ExitKind;

  constructor(kind: ExitKind, message: string) {
    super(message);
    this.name = 'CliError';
    this.kind = kind;
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}
