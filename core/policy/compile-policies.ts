/** Compiles policy files into a policy set, or names every problem with its file, line and cure. */

import { canonicalJson, sha256Hex } from '../canonical.ts';
import { readAnnotations } from './annotations.ts';
import { readPolicy, splitPolicies } from './cedar.ts';
import type { Policy } from './policy.ts';
import { indexPolicies, type PolicySet } from './policy-set.ts';
import { type PolicyProblem, PolicySetError } from './policy-set-error.ts';
import { readsOf } from './reads.ts';
import { actionScope, principalScope, resourceType } from './scopes.ts';
import { sourceProblem } from './source-limits.ts';
import { type Place, placeAfter, placeAt, placeOf } from './source-place.ts';

export type PolicyFile = { readonly name: string; readonly text: string };

/** `chains` are those that the operator's file defines; a policy that names another is refused. Without it chains are not checked. */
export type CompileOptions = { readonly chains?: readonly string[] };

type Part = Place & { readonly file: string; readonly text: string };

/** Errors: `PolicySetError`, with every problem found. */
export function compilePolicies(files: readonly PolicyFile[], options: CompileOptions = {}): PolicySet {
  const { policies, problems } = readPolicyFiles(files, options);
  if (problems.length > 0) throw new PolicySetError(problems);
  return policySetOf(policies);
}

/** What could be read of the files, and every problem with the rest. */
export function readPolicyFiles(
  files: readonly PolicyFile[],
  options: CompileOptions = {},
): { readonly policies: readonly Policy[]; readonly problems: readonly PolicyProblem[] } {
  const problems: PolicyProblem[] = [];
  const policies = files.flatMap((file) => partsOf(file, problems)).flatMap((part) => compilePart(part, options, problems));
  refuseRepeatedIds(policies, problems);
  return { policies, problems };
}

/** The policies must have ids of their own. */
export function policySetOf(policies: readonly Policy[]): PolicySet {
  const common = {
    version: sha256Hex(canonicalJson(policies.map((policy) => policy.text).sort())),
    policies: new Map(policies.map((policy) => [policy.id, policy])),
  };
  const enforced = policies.filter(({ mode }) => mode === 'enforce');
  const index = indexPolicies(enforced);
  return enforced.length === policies.length
    ? { ...common, index }
    : { ...common, index, tried: { ...common, index: indexPolicies(policies) } };
}

function partsOf(file: PolicyFile, problems: PolicyProblem[]): readonly Part[] {
  const parts = sourceProblem(file.text) ?? splitPolicies(file.text);
  if ('message' in parts) {
    problems.push({ file: file.name, ...placeAt(file.text, parts.byteOffset), message: parts.message });
    return [];
  }
  let from = 0;
  return parts.map((text) => {
    // Cedar cuts the parts out verbatim, in order.
    const at = Math.max(file.text.indexOf(text, from), from);
    from = at + text.length;
    return { file: file.name, ...placeAfter(file.text.slice(0, at), { line: 1, column: 1 }), text };
  });
}

function compilePart(part: Part, options: CompileOptions, problems: PolicyProblem[]): readonly Policy[] {
  const json = readPolicy(part.text);
  if ('message' in json) {
    problems.push({ file: part.file, ...placeAfter(part.text.slice(0, json.byteOffset), part), message: json.message });
    return [];
  }
  const reads = readsOf(json);
  const annotations = readAnnotations(json, reads, options.chains);
  const complaints = [...annotations.complaints, ...reads.complaints];
  for (const complaint of complaints) {
    problems.push({ file: part.file, ...placeOf(complaint, part.text, part), message: complaint.message });
  }
  if (complaints.length > 0) return [];
  return [
    {
      ...part,
      id: annotations.id,
      effect: json.effect,
      chains: annotations.chains,
      notify: annotations.notify,
      mode: annotations.mode,
      ...(annotations.reason === undefined ? {} : { reason: annotations.reason }),
      principal: principalScope(json.principal),
      actions: actionScope(json.action),
      resourceType: resourceType(json.resource),
      reads,
      conditions: json.conditions,
    },
  ];
}

function refuseRepeatedIds(policies: readonly Policy[], problems: PolicyProblem[]): void {
  const first = new Map<string, Policy>();
  for (const policy of policies) {
    const other = first.get(policy.id);
    if (other === undefined) first.set(policy.id, policy);
    else {
      const message = `@id("${policy.id}") is taken by the policy at ${other.file}:${other.line}; give this one an id of its own`;
      problems.push({ file: policy.file, line: policy.line, column: policy.column, message });
    }
  }
}
