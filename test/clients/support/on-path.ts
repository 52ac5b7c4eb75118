/** Programs of the machine that a test may use when they are there. */

import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** True when a program of this name can be started. */
export function onPath(program: string): boolean {
  return pathOf(program) !== undefined;
}

/** The file that is started by this name. */
export function pathOf(program: string): string | undefined {
  return pathsOf(program)[0];
}

/** Every program of this name on PATH, each once, the one that is started first. */
export function pathsOf(program: string): readonly string[] {
  const files = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, program));
  const byProgram = new Map(
    files
      .filter(isExecutable)
      .map((file) => [realpathSync(file), file] as const)
      .reverse(),
  );
  return files.filter((file) => [...byProgram.values()].includes(file));
}

/** Options of a test that needs programs: skipped, with a line that says which are missing. */
export function needs(...programs: readonly string[]): { readonly skip: string | false } {
  const missing = programs.filter((program) => !onPath(program));
  return { skip: missing.length > 0 && `not on PATH: ${missing.join(', ')}` };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
