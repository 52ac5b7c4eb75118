/** What would make a decision milder: single facts changed, one after the other, and decided again. A search, not a proof. */

import type { Decision, ResourceFacts } from '../model.ts';
import { contextReads, writtenTexts } from './context-reads.ts';
import { decide } from './decide.ts';
import { fullHourLater } from './local-time.ts';
import type { Policy } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import type { Circumstances, Question } from './question.ts';
import { policyParameters, withPolicyParameters } from './tool-call.ts';

export type Change = { readonly what: string; readonly outcome: Decision['outcome'] };

type Attempt = { readonly what: string; readonly question: Question };

const weight = { allow: 0, 'needs-approval': 1, deny: 2 } as const;
const hoursOfAWeek = 168;
const regionForm = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** The mildest first; nothing for an allow. */
export function whatWouldChange(set: PolicySet, question: Question, inReach: readonly Policy[]): readonly Change[] {
  const now = decide(set, question);
  if (now.outcome === 'allow') return [];
  const isMilder = ({ outcome }: Change) => weight[outcome] < weight[now.outcome];
  const decided = ({ what, question: asked }: Attempt) => ({ what, outcome: decide(set, asked).outcome });
  const singles = attempts(set, question, now, inReach).map(decided).filter(isMilder);
  const reads = new Set(inReach.flatMap((policy) => [...contextReads(policy)]));
  const hour = reads.has('hour') || reads.has('weekday') || reads.has('now') ? firstHour(set, question, isMilder) : [];
  return [...singles, ...hour].sort((a, b) => weight[a.outcome] - weight[b.outcome]);
}

function attempts(set: PolicySet, question: Question, now: Decision, inReach: readonly Policy[]): readonly Attempt[] {
  return [
    ...approvals(set, question, now),
    ...circumstances(question),
    ...groups(set, question),
    ...tags(question, inReach),
    ...parameters(question, inReach),
    ...regions(question, inReach),
  ];
}

function approvals(set: PolicySet, question: Question, now: Decision): readonly Attempt[] {
  const chains = [...new Set(now.policies.flatMap(({ id }) => set.policies.get(id)?.chains ?? []))].sort();
  if (chains.length === 0) return [];
  const all = [...question.context.approvals, ...chains];
  return [{ what: `an approval of ${chains.join(' and ')}`, question: inContext(question, { approvals: all }) }];
}

function circumstances(question: Question): readonly Attempt[] {
  const { isMfa, hasReason, breakGlass } = question.context;
  return [
    ...(isMfa ? [] : [{ what: 'a second factor', question: inContext(question, { isMfa: true }) }]),
    ...(hasReason ? [] : [{ what: 'a reason given', question: inContext(question, { hasReason: true }) }]),
    ...(breakGlass
      ? [{ what: 'no break-glass', question: inContext(question, { breakGlass: false }) }]
      : [
          {
            what: 'break-glass, with a second factor and a reason',
            question: inContext(question, { breakGlass: true, isMfa: true, hasReason: true }),
          },
        ]),
  ];
}

/** Groups that some policy's scope names; an agent's person gets them too, or it would be stopped by that. */
function groups(set: PolicySet, question: Question): readonly Attempt[] {
  const { principal } = question;
  const named = [...set.index.principals]
    .filter((key) => key.startsWith('CS::Group::'))
    .map((key) => key.slice('CS::Group::'.length));
  return named
    .filter((group) => !principal.groups.includes(group))
    .map((group) => ({ what: `membership of ${group}`, question: { ...question, principal: withGroup(principal, group) } }));
}

function withGroup(principal: Question['principal'], group: string): Question['principal'] {
  const { onBehalfOf } = principal;
  return {
    ...principal,
    groups: [...principal.groups, group],
    ...(onBehalfOf === undefined ? {} : { onBehalfOf: { ...onBehalfOf, groups: [...onBehalfOf.groups, group] } }),
  };
}

function tags(question: Question, inReach: readonly Policy[]): readonly Attempt[] {
  const keys = [...new Set(inReach.flatMap(({ reads }) => [...reads.tagKeys]))];
  const present = keys.filter((key) => question.resources.some((resource) => Object.hasOwn(resource.tags, key)));
  const without = present.map((key) => ({
    what: `resources without the tag ${key}`,
    question: { ...question, resources: question.resources.map((resource) => ({ ...resource, tags: omit(resource.tags, key) })) },
  }));
  if (question.resources.every(({ tagsKnown }) => tagsKnown)) return without;
  const known = question.resources.map((resource): ResourceFacts => ({ ...resource, tagsKnown: true }));
  return [
    ...without,
    { what: 'tags that can be read, and are none of those that policies look at', question: { ...question, resources: known } },
  ];
}

function omit(all: Readonly<Record<string, string>>, key: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== key));
}

/** Members of the call itself, with each text that the policies write out; and without them. */
function parameters(question: Question, inReach: readonly Policy[]): readonly Attempt[] {
  const reading = inReach.filter(({ reads }) => reads.parameters.size > 0);
  return reading.flatMap((policy) => {
    const members = [...policy.reads.parameters].filter((path) => /^\w+$/.test(path));
    const texts = [...writtenTexts(policy)].filter((text) => !policy.reads.parameters.has(text) && !policy.chains.includes(text));
    return members.flatMap((member) => [
      ...texts.slice(0, 3).map((text) => withParameter(question, member, text)),
      ...(policyParameters(question.call)[member] === undefined ? [] : [withoutParameter(question, member)]),
    ]);
  });
}

function withParameter(question: Question, member: string, text: string): Attempt {
  const changed = withPolicyParameters(question.call, { ...policyParameters(question.call), [member]: text });
  return { what: `${member} ${text}`, question: { ...question, call: changed } };
}

function withoutParameter(question: Question, member: string): Attempt {
  const { [member]: _, ...others } = policyParameters(question.call);
  return { what: `no ${member}`, question: { ...question, call: withPolicyParameters(question.call, others) } };
}

function regions(question: Question, inReach: readonly Policy[]): readonly Attempt[] {
  const named = new Set(inReach.flatMap((policy) => [...writtenTexts(policy)]).filter((text) => regionForm.test(text)));
  return [...named]
    .filter((region) => region !== question.call.region)
    .map((region) => ({
      what: `the region ${region}`,
      question: {
        ...question,
        call: { ...question.call, region },
        resources: question.resources.map((resource) => ({ ...resource, region })),
      },
    }));
}

/** The next full hour within a week at which it would be milder. */
function firstHour(set: PolicySet, question: Question, isMilder: (change: Change) => boolean): readonly Change[] {
  for (let hours = 1; hours <= hoursOfAWeek; hours += 1) {
    const now = fullHourLater(question.context.now, hours);
    const change = { what: `from ${now}`, outcome: decide(set, inContext(question, { now })).outcome };
    if (isMilder(change)) return [change];
  }
  return [];
}

function inContext(question: Question, change: Partial<Circumstances>): Question {
  return { ...question, context: { ...question.context, ...change } };
}
