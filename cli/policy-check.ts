/** `countersign policy check`: the lint of the policies of a directory. */

import { writeFileSync } from 'node:fs';
import type { Config } from '#config/config.ts';
import { knownActions } from '#core/known-actions.ts';
import type { ActionDirectory } from '#core/policy/action-directory.ts';
import { checkPolicies, type DefinedNames, formatted, type PolicyFinding } from '#core/policy/check-policies.ts';
import { loadEngine, openCatalog, readConfig, readPolicyFiles } from './policy-files.ts';

export type CheckOptions = {
  /** The operator's file: chains, groups and targets are held against it. */
  readonly config?: string;
  /** Writes the files in their one form first. */
  readonly fix?: boolean;
};

export type Checked = {
  readonly files: number;
  readonly policies: number;
  readonly fixed: readonly string[];
  readonly findings: readonly PolicyFinding[];
};

let actions: ActionDirectory | undefined;

/** Errors: CliError `usage`, for files that cannot be read. */
export function checkPolicyDirectory(directory: string, { config, fix }: CheckOptions): Checked {
  loadEngine();
  const names = config === undefined ? {} : { names: definedNames(readConfig(config)) };
  const fixed = fix === true ? writeFormatted(directory) : [];
  const files = readPolicyFiles(directory);
  actions ??= knownActions(openCatalog());
  const { policies, findings } = checkPolicies(files, { directory: actions, ...names });
  return { files: files.length, policies: policies.length, fixed, findings };
}

/** One line a finding, as compilers print it. */
export function findingLine({ file, line, column, severity, rule, message }: PolicyFinding): string {
  return `${file}:${line}:${column}: ${severity}: ${message} [${rule}]`;
}

export function checkSummary({ files, policies, fixed, findings }: Checked): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const told = `${policies} policies in ${files} files: ${errors} errors, ${findings.length - errors} warnings`;
  return fixed.length === 0 ? told : `${told}; wrote ${fixed.join(', ')}`;
}

function writeFormatted(directory: string): readonly string[] {
  return readPolicyFiles(directory).flatMap(({ name, text }) => {
    const form = formatted(text);
    if (form === undefined || form === text) return [];
    writeFileSync(name, form);
    return [name];
  });
}

function definedNames({ chains, connections, identity, people }: Config): DefinedNames {
  const members = chains.flatMap(({ steps }) => steps.flatMap(({ from, escalateTo }) => [...from, ...escalateTo]));
  return {
    chains: chains.map(({ name }) => name),
    notify: [...new Set(people.flatMap(({ groups }) => groups))],
    groups: [
      ...connections.flatMap(({ roles }) => roles.flatMap(({ groups }) => groups)),
      ...identity.issuers.flatMap(({ groups }) => groups.flatMap((rule) => rule.groups)),
      ...members.filter((member) => member.startsWith('group:')).map((member) => member.slice('group:'.length)),
    ],
  };
}
