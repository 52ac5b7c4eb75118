/** Cedar behind one file: splitting, reading, preparing and evaluating policies (the policy engine). */

import {
  type CedarValueJson,
  type DetailedError,
  type EntityJson,
  formatPolicies as format,
  initSync,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  type SchemaJson,
  statefulIsAuthorized,
  type TypeAndId,
  validate,
} from '@cedar-policy/cedar-wasm/web';
import { GatewayError } from '../errors.ts';

export type {
  CedarValueJson,
  Clause,
  EntityJson,
  PolicyJson,
  PrincipalConstraint,
  SchemaJson,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/web';

/** One question to Cedar, with the entities that it may look at. */
export type CedarRequest = {
  readonly principal: TypeAndId;
  readonly action: TypeAndId;
  readonly resource: TypeAndId;
  readonly context: { readonly [name: string]: CedarValueJson };
  readonly entities: readonly EntityJson[];
};

/** Cedar's raw answer. `failure` is no answer at all: bad facts, an unknown name, a crash. */
export type CedarAnswer =
  | {
      readonly kind: 'answer';
      readonly isAllowed: boolean;
      /** All satisfied policies that determined it: permits of an allow, forbids of a deny, none when nothing permits. */
      readonly reasons: readonly string[];
      /** Policies whose conditions could not be evaluated; Cedar skips them. */
      readonly erring: readonly string[];
    }
  | { readonly kind: 'failure' };

/** What was wrong with a text, and the byte where it was found. */
export type ParseProblem = { readonly message: string; readonly byteOffset: number };

let isLoaded = false;

/** Loads the engine from the bytes of `cedar_wasm_bg.wasm`; a second call does nothing. Errors: `policy-unavailable`. */
export function loadCedar(wasm: Uint8Array): void {
  if (isLoaded) return;
  try {
    initSync({ module: new Uint8Array(wasm) });
  } catch (cause) {
    throw unloadable(cause);
  }
  isLoaded = true;
}

/** The same, compiled while this thread does something else: for who waits for a cold start. Errors: `policy-unavailable`. */
export async function loadCedarBeside(wasm: Uint8Array): Promise<void> {
  if (isLoaded) return;
  try {
    initSync({ module: await WebAssembly.compile(new Uint8Array(wasm)) });
  } catch (cause) {
    throw unloadable(cause);
  }
  isLoaded = true;
}

function unloadable(cause: unknown): GatewayError {
  const message = 'The policy engine could not be loaded: its wasm file is not the one of this release.';
  return new GatewayError('policy-unavailable', message, { cause });
}

/** One file → the texts of its policies in the order of the file. Templates are refused: a permission that is filled in elsewhere cannot be read here. */
export function splitPolicies(text: string): readonly string[] | ParseProblem {
  refuseUnloaded();
  const answer = policySetTextToParts(text);
  if (answer.type === 'failure') return problemOf(answer.errors);
  if (answer.policy_templates.length > 0)
    return { message: 'templates (?principal, ?resource) are not supported', byteOffset: 0 };
  return inFileOrder(answer.policies);
}

export function readPolicy(text: string) {
  refuseUnloaded();
  const answer = policyToJson(text);
  return answer.type === 'success' ? answer.json : problemOf(answer.errors);
}

/** Parses a set of policies under a name; a name that is in use takes the new set. False when Cedar refuses it. */
export function preparePolicies(name: string, policies: Readonly<Record<string, string>>): boolean {
  return preparsePolicySet(name, { staticPolicies: { ...policies } }).type === 'success';
}

/** Evaluates one request against a prepared set. Never throws. */
export function evaluate(name: string, request: CedarRequest): CedarAnswer {
  try {
    const answer = statefulIsAuthorized({
      ...request,
      entities: [...request.entities],
      preparsedPolicySetId: name,
      validateRequest: false,
    });
    if (answer.type === 'failure') return { kind: 'failure' };
    const { decision, diagnostics } = answer.response;
    return {
      kind: 'answer',
      isAllowed: decision === 'allow',
      reasons: diagnostics.reason,
      erring: diagnostics.errors.map((error) => error.policyId),
    };
  } catch {
    return { kind: 'failure' };
  }
}

/** The one form of a policy file: comments and annotations stay, the rest is laid out as Cedar does. */
export function formatPolicies(text: string): string | ParseProblem {
  refuseUnloaded();
  const answer = format({ policyText: text, lineWidth: 120, indentWidth: 2 });
  return answer.type === 'success' ? answer.formatted_policy : problemOf(answer.errors);
}

/** What the validator says of one policy, at a byte of its text. */
export type ValidationFinding = ParseProblem & { readonly policyId: string; readonly severity: 'error' | 'warning' };

/** Strict validation: every access must be safe for every request that the schema allows. Throws `TypeError` for a schema of ours that is none. */
export function validatePolicies(
  schema: SchemaJson<string>,
  policies: Readonly<Record<string, string>>,
): readonly ValidationFinding[] {
  refuseUnloaded();
  const answer = validate({ schema, policies: { staticPolicies: { ...policies } } });
  if (answer.type === 'failure') throw new TypeError(`the schema of the policies is none: ${problemOf(answer.errors).message}`);
  const { validationErrors, validationWarnings } = answer;
  return [
    ...validationErrors.map(({ policyId, error }) => ({ policyId, severity: 'error' as const, ...problemOf([error]) })),
    ...validationWarnings.map(({ policyId, error }) => ({ policyId, severity: 'warning' as const, ...problemOf([error]) })),
  ];
}

function refuseUnloaded(): void {
  if (!isLoaded)
    throw new GatewayError('policy-unavailable', 'The policy engine is not loaded yet: call loadCedar with its wasm file first.');
}

function problemOf(errors: readonly DetailedError[]): ParseProblem {
  const [first] = errors;
  const help = first?.help ?? first?.sourceLocations?.[0]?.label;
  const message = first?.message ?? 'the text is no Cedar policy';
  return {
    message: help === undefined || help === null ? message : `${message} (${help})`,
    byteOffset: first?.sourceLocations?.[0]?.start ?? 0,
  };
}

/** Cedar gives the parts sorted by their generated ids as text: policy0, policy1, policy10, policy2. */
function inFileOrder(parts: readonly string[]): readonly string[] {
  const numbers = parts.map((_, index) => index).sort((a, b) => (String(a) < String(b) ? -1 : 1));
  const ordered = new Array<string>(parts.length);
  for (const [place, number] of numbers.entries()) ordered[number] = parts[place] ?? '';
  return ordered;
}
