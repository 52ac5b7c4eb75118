/** The lint of policies: what compiling refuses, and what is legal and yet not what its author meant. */

import type { ActionDirectory } from './action-directory.ts';
import { formatPolicies } from './cedar.ts';
import { type PolicyFile, readPolicyFiles } from './compile-policies.ts';
import { blindGuardrails } from './lint-blind.ts';
import { unknownNames } from './lint-names.ts';
import { overflowing } from './lint-overflow.ts';
import type { Policy } from './policy.ts';
import type { PolicyProblem } from './policy-set-error.ts';
import { sourceProblem } from './source-limits.ts';
import { type Complaint, placeAt, placeOf } from './source-place.ts';
import { validationFindings } from './validate-policies.ts';

export const policyRules = [
  'policy',
  'format',
  'unknown-action',
  'schema',
  'may-err',
  'unreachable',
  'blind',
  'unknown-name',
] as const;

export type PolicyRule = (typeof policyRules)[number];

/** An `error` keeps the set from being put in force by who checks it; a `warning` is for the author to decide. */
export type PolicyFinding = PolicyProblem & { readonly severity: 'error' | 'warning'; readonly rule: PolicyRule };

export type LintComplaint = Complaint & { readonly severity: PolicyFinding['severity']; readonly rule: PolicyRule };

/** Names that the operator's file defines; without it they are not checked. */
export type DefinedNames = {
  readonly chains: readonly string[];
  /** Groups in roles, chains and issuers. */
  readonly groups: readonly string[];
  /** Targets of `@notify`; `undefined` leaves them unchecked. */
  readonly notify?: readonly string[];
};

export type CheckOptions = { readonly directory: ActionDirectory; readonly names?: DefinedNames };

export type CheckedPolicies = { readonly policies: readonly Policy[]; readonly findings: readonly PolicyFinding[] };

/** By file and place. */
export function checkPolicies(files: readonly PolicyFile[], { directory, names }: CheckOptions): CheckedPolicies {
  const { policies, problems } = readPolicyFiles(files, names === undefined ? {} : { chains: names.chains });
  const findings = [
    ...problems.map((problem): PolicyFinding => ({ ...problem, severity: 'error', rule: 'policy' })),
    ...files.flatMap(formatFindings),
    ...validationFindings(policies, directory),
    ...policies.flatMap((policy) => located(policy, overflowing(policy))),
    ...policies.flatMap((policy) => located(policy, blindGuardrails(policy, policies, directory))),
    ...(names === undefined ? [] : policies.flatMap((policy) => located(policy, unknownNames(policy, names)))),
  ];
  return { policies, findings: findings.sort(byPlace) };
}

/** The file in the one form; `undefined` for one that does not parse. */
export function formatted(text: string): string | undefined {
  if (sourceProblem(text) !== undefined) return undefined;
  const form = formatPolicies(text);
  return typeof form === 'string' ? form : undefined;
}

function formatFindings({ name, text }: PolicyFile): readonly PolicyFinding[] {
  const form = formatted(text);
  if (form === undefined || form === text) return [];
  const differs = [...text].findIndex((character, index) => character !== form[index]);
  const place = placeAt(text, Buffer.byteLength(differs < 0 ? text : text.slice(0, differs)));
  const message = 'the file is not in the one form of policies; --fix writes it';
  return [{ file: name, ...place, severity: 'error', rule: 'format', message }];
}

export function located(policy: Policy, complaints: readonly LintComplaint[]): readonly PolicyFinding[] {
  return complaints.map((complaint) => {
    const { message, severity, rule } = complaint;
    return { file: policy.file, ...placeOf(complaint, policy.text, policy), message, severity, rule };
  });
}

function byPlace(a: PolicyFinding, b: PolicyFinding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
