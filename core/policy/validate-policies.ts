/** Strict validation with the cut schema: misspelt actions and attributes, types that never meet, accesses that may err. */

import type { ActionDirectory } from './action-directory.ts';
import { type ValidationFinding, validatePolicies } from './cedar.ts';
import type { PolicyFinding } from './check-policies.ts';
import type { Policy } from './policy.ts';
import { cutSchema } from './schema.ts';
import { placeAfter, placeOf } from './source-place.ts';

const actionPrefix = 'CS::Action::';

export function validationFindings(policies: readonly Policy[], directory: ActionDirectory): readonly PolicyFinding[] {
  const mentioned = new Set(policies.flatMap(actionsIn));
  const texts = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
  const exact = new Set(
    policies.filter(({ effect }) => effect === 'forbid').flatMap(({ reads }) => actionIds(reads.exactActions)),
  );
  const found = Map.groupBy(validatePolicies(cutSchema(mentioned, directory, exact), texts), ({ policyId }) => policyId);
  return policies.flatMap((policy) => {
    const unknown = unknownActions(policy, directory);
    const others = (found.get(policy.id) ?? []).filter((finding) => isNews(finding, unknown));
    return [...unknown, ...others.map((finding) => findingOf(policy, finding))];
  });
}

function actionsIn({ reads }: Policy): readonly string[] {
  return actionIds(reads.entities);
}

function actionIds(entities: Iterable<string>): readonly string[] {
  return [...entities].filter((entity) => entity.startsWith(actionPrefix)).map((entity) => entity.slice(actionPrefix.length));
}

function unknownActions(policy: Policy, directory: ActionDirectory): readonly PolicyFinding[] {
  const unknown = actionsIn(policy).filter((id) => directory.groupsOf(id) === undefined);
  return unknown.map((id) => {
    const nearest = directory.nearest(id);
    const cure = nearest === undefined ? 'names are as in AWS’s API reference: ec2:RunInstances' : `did you mean ${nearest}?`;
    const message = `no operation, IAM action or group of them is named ${id}; ${cure}`;
    const place = placeOf({ message, near: `${actionPrefix}"${id}"` }, policy.text, policy);
    return { file: policy.file, ...place, severity: 'error', rule: 'unknown-action', message };
  });
}

/** An unknown action was told already, with the better guess; what follows from it is no news. */
function isNews({ message, severity }: ValidationFinding, unknown: readonly PolicyFinding[]): boolean {
  return !message.includes('unrecognized action') && (unknown.length === 0 || severity === 'error');
}

function findingOf(policy: Policy, { message, byteOffset, severity }: ValidationFinding): PolicyFinding {
  const before = Buffer.from(policy.text).subarray(0, byteOffset).toString();
  const place = { file: policy.file, ...placeAfter(before, policy), severity };
  const plain = message.replace(/for policy `[^`]*`, /g, '');
  if (message.includes('unable to guarantee safety')) {
    return { ...place, rule: 'may-err', message: `${plain}. ${consequence(policy)}` };
  }
  return { ...place, rule: severity === 'warning' ? 'unreachable' : 'schema', message: plain };
}

function consequence({ effect }: Policy): string {
  return effect === 'forbid'
    ? 'Where it is absent the guardrail errs, and everybody whom it covers is denied.'
    : 'Where it is absent the permit errs, and permits nothing.';
}
