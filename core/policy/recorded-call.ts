/** A recorded decision, read back out of its event: the question that was put, what was decided, and which facts were masked. */

import type { Access, Call, Decision, Json, Principal, ResourceFacts } from '../model.ts';
import type { Circumstances, Question } from './question.ts';

export type RecordedCall = {
  readonly eventId: string;
  readonly callId: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly question: Question;
  readonly outcome: Decision['outcome'];
  readonly cause?: string;
  readonly chains: readonly string[];
  /** Policies that determined it. */
  readonly policies: readonly string[];
  readonly policyVersion: string;
  /** False for an outcome: the parameters stand in its intent. */
  readonly hasParameters: boolean;
  /** Places of the parameters that were masked, by member names. */
  readonly maskedPaths: readonly string[];
};

type Fields = { readonly [name: string]: Json };

/** What a recorder leaves of a value that nobody may keep. */
export const maskMark = '[masked';

/**
 * An event as it is stored or as a list of the API shows it. `undefined` for an event that is no decided call: a session, an approval,
 * what could not be decoded. Throws `SyntaxError` for a decided call whose facts cannot be read.
 */
export function readRecordedCall(value: Json): RecordedCall | undefined {
  const item = fieldsOf(value);
  const event = item.event === undefined ? item : fieldsOf(item.event);
  const ours = at(event, 'unmapped', 'countersign');
  const decision = fieldsOf(ours.decision);
  const facts = fieldsOf(ours.facts);
  if (decision.outcome === undefined || facts.context === undefined) return undefined;
  const data = at(event, 'api', 'request').data;
  return {
    eventId: text(at(event, 'metadata').uid, 'metadata.uid'),
    callId: text(at(event, 'api', 'request').uid, 'api.request.uid'),
    time: text(event.time_dt, 'time_dt'),
    question: questionOf(event, ours, facts),
    outcome: outcomeOf(decision.outcome),
    ...(typeof decision.cause === 'string' ? { cause: decision.cause } : {}),
    chains: texts(decision.chains),
    policies: listOf(event.authorizations).map((each) => text(at(fieldsOf(each), 'policy').uid, 'authorizations.policy.uid')),
    policyVersion: text(decision.version, 'decision.version'),
    hasParameters: data !== undefined,
    maskedPaths: listOf(ours.masks).flatMap((mask) => texts(fieldsOf(mask).paths)),
  };
}

function questionOf(event: Fields, ours: Fields, facts: Fields): Question {
  const services = new Map(listOf(event.resources).map((each) => serviceLabel(fieldsOf(each))));
  const resources = listOf(facts.resources).map((each) => resourceOf(fieldsOf(each), services));
  return {
    principal: principalOf(event, fieldsOf(facts.principal)),
    call: callOf(event, ours, resources),
    resources,
    context: circumstancesOf(fieldsOf(facts.context)),
  };
}

function callOf(event: Fields, ours: Fields, resources: readonly ResourceFacts[]): Call {
  return {
    service: text(at(event, 'api', 'service').name, 'api.service.name'),
    operation: text(at(event, 'api').operation, 'api.operation'),
    region: String(at(event, 'cloud').region ?? ''),
    account: String(at(event, 'cloud', 'account').uid ?? ''),
    access: accessOf(ours.access),
    actions: texts(ours.actions),
    resources,
    resourcesKnown: ours.resourcesKnown === true,
    parameters: at(event, 'api', 'request', 'data'),
  };
}

/** The recorded facts of a principal lack its e-mail, which stands in OCSF's own place: an agent's is its person's. */
function principalOf(event: Fields, facts: Fields): Principal {
  const { kind } = facts;
  if (kind !== 'user' && kind !== 'service' && kind !== 'agent')
    throw new SyntaxError('the principal of the event is of no known kind');
  const email = at(event, 'actor', 'user').email_addr;
  const known = typeof email === 'string' ? { email } : {};
  const person = fieldsOf(facts.onBehalfOf);
  const id = text(facts.id, 'facts.principal.id');
  return {
    kind,
    id,
    issuer: String(at(event, 'actor', 'idp').uid ?? ''),
    subject: id.slice(id.indexOf(':') + 1),
    groups: texts(facts.groups),
    isMfa: at(event, 'actor', 'session').is_mfa === true,
    claims: textFields(facts.claims),
    ...(kind === 'agent' ? {} : known),
    ...(typeof person.id === 'string'
      ? { onBehalfOf: { id: person.id, subject: person.id, groups: texts(person.groups), ...known, ...claimsOf(person) } }
      : {}),
  };
}

function claimsOf({ claims }: Fields): { readonly claims?: Readonly<Record<string, string>> } {
  return claims === undefined ? {} : { claims: textFields(claims) };
}

function resourceOf(facts: Fields, services: ReadonlyMap<string, string>): ResourceFacts {
  const arn = text(facts.arn, 'facts.resources.arn');
  return {
    arn,
    service: services.get(arn) ?? arn.split(':')[2] ?? '',
    type: String(facts.type ?? ''),
    region: String(facts.region ?? ''),
    account: String(facts.account ?? ''),
    tags: textFields(facts.tags),
    tagsKnown: facts.tagsKnown === true,
    ...toolOf(facts.tool),
  };
}

/** What is not there counts as the worst. */
function toolOf(value: Json | undefined): Pick<ResourceFacts, 'tool'> {
  if (value === undefined) return {};
  const { name, readOnly, destructive, idempotent, openWorld } = fieldsOf(value);
  return {
    tool: {
      name: text(name, 'facts.resources.tool.name'),
      readOnly: readOnly === true,
      destructive: destructive !== false,
      idempotent: idempotent === true,
      openWorld: openWorld !== false,
    },
  };
}

function serviceLabel({ uid, labels }: Fields): [arn: string, service: string] {
  const label = texts(labels).find((each) => each.startsWith('service:')) ?? '';
  return [String(uid ?? ''), label.slice('service:'.length)];
}

function circumstancesOf(facts: Fields): Circumstances {
  const { channel } = facts;
  return {
    now: text(facts.now, 'facts.context.now'),
    timeZone: text(facts.timeZone, 'facts.context.timeZone'),
    sourceIp: String(facts.sourceIp ?? ''),
    channel: channel === 'json' || channel === 'mcp' ? channel : 'aws',
    isMfa: facts.isMfa === true,
    breakGlass: facts.breakGlass === true,
    hasReason: facts.hasReason === true,
    approvals: texts(facts.approvals),
    connection: String(facts.connection ?? ''),
  };
}

function outcomeOf(value: Json | undefined): Decision['outcome'] {
  if (value === 'allow' || value === 'deny' || value === 'needs-approval') return value;
  throw new SyntaxError('the decision of the event has no known outcome');
}

function accessOf(value: Json | undefined): Access {
  const known: readonly Access[] = ['list', 'read', 'secret-read', 'write', 'tagging', 'permissions'];
  const access = known.find((each) => each === value);
  if (access === undefined) throw new SyntaxError('the call of the event has no known access');
  return access;
}

function text(value: Json | undefined, place: string): string {
  if (typeof value === 'string') return value;
  throw new SyntaxError(`the event has no text at ${place}`);
}

function texts(value: Json | undefined): readonly string[] {
  return listOf(value).filter((each) => typeof each === 'string');
}

function textFields(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, each]) => [name, String(each)]));
}

function at(fields: Fields, ...names: readonly string[]): Fields {
  return names.reduce((inner, name) => fieldsOf(inner[name]), fields);
}

function fieldsOf(value: Json | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
