/** `countersign policy explain`: why a call is decided as it is, by its text, its facts and what would change it. Nothing is sent. */

import { caseQuestion } from '#core/case-question.ts';
import type { Json } from '#core/model.ts';
import { type ExplainedDecision, explainDecision } from '#core/policy/explain-decision.ts';
import { missingFact } from '#core/policy/missing-facts.ts';
import { type CallCase, parsePolicyCases } from '#core/policy/policy-case.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import type { Question } from '#core/policy/question.ts';
import { type RecordedCall, readRecordedCall } from '#core/policy/recorded-call.ts';
import type { GatewayOptions } from './api.ts';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { openCatalog, readPolicySet, readText } from './policy-files.ts';
import { recordedEvent } from './recorded-calls.ts';

export type ExplainPolicyOptions = GatewayOptions & {
  readonly policies: string;
  /** `user:okta:ada`, `service:…`, `agent:…`. */
  readonly principal?: string;
  readonly group?: readonly string[];
  readonly claim?: readonly string[];
  readonly onBehalfOf?: string;
  readonly call?: string;
  readonly parameters?: string;
  readonly resource?: readonly string[];
  readonly tag?: readonly string[];
  readonly region?: string;
  readonly account?: string;
  readonly at?: string;
  readonly timeZone?: string;
  readonly mfa?: boolean;
  readonly breakGlass?: boolean;
  readonly reason?: boolean;
  readonly approval?: readonly string[];
};

/** Of a recorded call, what was decided then too. */
export type Explained = ExplainedDecision & {
  readonly recorded?: {
    readonly eventId: string;
    readonly outcome: string;
    readonly cause?: string;
    readonly policyVersion: string;
    /** A fact that policies look at and the record does not hold. */
    readonly missing?: string;
  };
};

/**
 * From a recorded event by its id, from a file (a recorded event, or a case of a policy test) or, without either, from the options.
 * Errors: CliError.
 */
export async function explainPolicy(
  environment: Environment,
  what: string | undefined,
  options: ExplainPolicyOptions,
): Promise<Explained> {
  const set = readPolicySet(options.policies);
  try {
    if (what === undefined) return explainDecision(set, caseOf(options));
    if (!eventIdForm.test(what)) return explainFile(set, what);
    return explainRecorded(set, await recordedEvent(environment, options, what));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) throw new CliError('usage', `${error.message}.`);
    throw error;
  }
}

/** A ULID: no file of policies is called so. */
const eventIdForm = /^[0-9A-HJKMNP-TV-Z]{26}$/;

function explainFile(set: PolicySet, file: string): Explained {
  const value: Json = JSON.parse(readText(file === '-' ? '/dev/stdin' : file));
  const recorded = readRecordedCall(value);
  return recorded === undefined ? explainDecision(set, caseIn(value, file)) : explainRecorded(set, recorded);
}

/** What was decided then stands beside what would be decided now; a fact that was masked is named, because nothing can be said for sure. */
function explainRecorded(set: PolicySet, recorded: RecordedCall): Explained {
  const { eventId, outcome, cause, policyVersion } = recorded;
  const missing = missingFact(set, recorded);
  const then = { eventId, outcome, policyVersion, ...given('cause', cause), ...given('missing', missing) };
  return { ...explainDecision(set, recorded.question), recorded: then };
}

function caseIn(value: Json, file: string): Question {
  const [policyCase] = parsePolicyCases(JSON.stringify(Array.isArray(value) ? value : [withExpectation(value)]));
  if (policyCase === undefined || !('call' in policyCase))
    throw new SyntaxError(`${file} holds neither a recorded event nor a case with a call`);
  return caseQuestion(policyCase, openCatalog());
}

/** A case that is only to be explained expects nothing. */
function withExpectation(value: Json): Json {
  return typeof value === 'object' && value !== null ? { name: 'explained', expect: 'allow', ...value } : value;
}

function caseOf(options: ExplainPolicyOptions): Question {
  const tags = pairsOf(options.tag ?? [], '--tag');
  const [service, operation] = required(options.call, '--call', 'ec2:TerminateInstances').split(':');
  const policyCase: CallCase = {
    name: 'explained',
    principal: principalOf(options),
    call: {
      service: service ?? '',
      operation: operation ?? '',
      parameters: parametersOf(options.parameters),
      ...given('region', options.region),
      ...given('account', options.account),
    },
    ...given(
      'resources',
      options.resource?.map((arn) => resourceOf(arn, tags, options)),
    ),
    context: {
      now: options.at ?? new Date().toISOString(),
      isMfa: options.mfa === true,
      breakGlass: options.breakGlass === true,
      hasReason: options.reason === true,
      approvals: options.approval ?? [],
      ...given('timeZone', options.timeZone),
    },
  };
  return caseQuestion(policyCase, openCatalog());
}

function principalOf({ principal, group = [], claim = [], onBehalfOf }: ExplainPolicyOptions): CallCase['principal'] {
  const text = required(principal, '--principal', 'user:okta:ada');
  const kind = text.slice(0, text.indexOf(':'));
  if (kind !== 'user' && kind !== 'service' && kind !== 'agent') {
    throw new CliError('usage', '--principal begins with user:, service: or agent:, like user:okta:ada.');
  }
  return {
    kind,
    id: text.slice(kind.length + 1),
    groups: group,
    claims: pairsOf(claim, '--claim'),
    ...given(
      'onBehalfOf',
      onBehalfOf === undefined ? undefined : { id: onBehalfOf, groups: group, claims: pairsOf(claim, '--claim') },
    ),
  };
}

function resourceOf(arn: string, tags: Readonly<Record<string, string>>, { region, account }: ExplainPolicyOptions) {
  const [, , service = '', arnRegion = '', arnAccount = '', rest = ''] = arn.split(':');
  return {
    arn,
    service,
    type: rest.split('/')[0] ?? '',
    region: arnRegion === '' ? (region ?? '') : arnRegion,
    ...given('account', arnAccount === '' ? account : arnAccount),
    tags,
  };
}

function pairsOf(pairs: readonly string[], option: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new CliError('usage', `${option} takes name=value, like env=prod.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function parametersOf(text = '{}'): CallCase['call']['parameters'] & object {
  const value: Json = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, Json>>;
  throw new CliError('usage', '--parameters must be a JSON object, like {"InstanceIds":["i-0123456789abcdef0"]}.');
}

function required(value: string | undefined, option: string, example: string): string {
  if (value !== undefined) return value;
  throw new CliError('usage', `Name a file with the event or the case, or give ${option}, like ${option} ${example}.`);
}

function given<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: V };
}
