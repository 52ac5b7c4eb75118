/** Compiles policy files into a policy set, or names every problem with its file, line and cure. */

import { canonicalJson, sha256Hex } from '../canonical.ts';
import { readAnnotations } from './annotations.ts';
import { readPolicy, splitPolicies } from './cedar.ts';
import type { Policy } from './policy.ts';
import { indexPolicies, type PolicySet } from './policy-set.ts';
import { type PolicyProblem, PolicySetError } from './policy-set-error.ts';
import { readsOf } from './reads.ts';
import { actionScope, principalScope, resourceType } from './scopes.ts';
import { lineAt, sourceProblem } from './source-limits.ts';

export type PolicyFile = { readonly name: string; readonly text: string };

/** `chains` are those that the operator's file defines; a policy that names another is refused. Without it chains are not checked. */
export type CompileOptions = { readonly chains?: readonly string[] };

type Part = { readonly file: string; readonly line: number; readonly text: string };

/** Errors: `PolicySetError`, with every problem found. */
export function compilePolicies(files: readonly PolicyFile[], options: CompileOptions = {}): PolicySet {
  const problems: PolicyProblem[] = [];
  const policies = files.flatMap((file) => partsOf(file, problems)).flatMap((part) => compilePart(part, options, problems));
  refuseRepeatedIds(policies, problems);
  if (problems.length > 0) throw new PolicySetError(problems);
  return {
    version: sha256Hex(canonicalJson(policies.map((policy) => policy.text).sort())),
    policies: new Map(policies.map((policy) => [policy.id, policy])),
    index: indexPolicies(policies),
  };
}

function partsOf(file: PolicyFile, problems: PolicyProblem[]): readonly Part[] {
  const parts = sourceProblem(file.text) ?? splitPolicies(file.text);
  if ('message' in parts) {
    problems.push({ file: file.name, line: lineAt(file.text, parts.byteOffset), message: parts.message });
    return [];
  }
  let from = 0;
  return parts.map((text) => {
    // Cedar cuts the parts out verbatim, in order.
    const at = Math.max(file.text.indexOf(text, from), from);
    from = at + text.length;
    return { file: file.name, line: file.text.slice(0, at).split('\n').length, text };
  });
}

function compilePart(part: Part, options: CompileOptions, problems: PolicyProblem[]): readonly Policy[] {
  const json = readPolicy(part.text);
  if ('message' in json) {
    problems.push({ file: part.file, line: part.line, message: json.message });
    return [];
  }
  const reads = readsOf(json);
  const annotations = readAnnotations(json, reads, options.chains);
  const messages = [...annotations.problems, ...reads.problems];
  for (const message of messages) problems.push({ file: part.file, line: part.line, message });
  if (messages.length > 0) return [];
  return [
    {
      ...part,
      id: annotations.id,
      effect: json.effect,
      chains: annotations.chains,
      ...(annotations.reason === undefined ? {} : { reason: annotations.reason }),
      principal: principalScope(json.principal),
      actions: actionScope(json.action),
      resourceType: resourceType(json.resource),
      reads,
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
      problems.push({ file: policy.file, line: policy.line, message });
    }
  }
}
