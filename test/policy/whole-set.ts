/** The oracle of the slice index: every request of a question, put to its slice, and with nothing cut to the whole set. */

import { type CedarAnswer, type CedarRequest, evaluate, preparePolicies } from '#core/policy/cedar.ts';
import { cutRequest } from '#core/policy/cut-request.ts';
import { requestsOf } from '#core/policy/decide.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import { preparedName } from '#core/policy/prepared.ts';
import type { Question } from '#core/policy/question.ts';

export type Comparison = { readonly request: CedarRequest; readonly bySlice: CedarAnswer; readonly byWholeSet: CedarAnswer };

/** What a set of written entities says when every entity is sent. */
const everything: ReadonlySet<string> = new (class extends Set<string> {
  override has(): boolean {
    return true;
  }
})();

export function compareWithWholeSet(set: PolicySet, questions: readonly Question[]): readonly Comparison[] {
  const texts = Object.fromEntries([...set.policies.values()].map(({ id, text }) => [id, text]));
  if (!preparePolicies('whole-set', texts)) throw new Error('Cedar refuses the whole set');
  return questions.flatMap((question) => compare(set, question));
}

function compare(set: PolicySet, question: Question): readonly Comparison[] {
  const uncut = requestsOf({ ...set, index: { ...set.index, entities: everything } }, question);
  return requestsOf(set, question).flatMap(({ slice, judged: { request } }, index) => {
    // A slice of guardrails permits everything by itself: there is no whole set to hold it against.
    if (slice.mode === 'guardrails') return [];
    const whole = uncut[index]?.judged.request ?? request;
    return [
      {
        request,
        bySlice: sorted(evaluate(preparedName(slice) ?? '', cutRequest(slice.facts, request))),
        byWholeSet: sorted(evaluate('whole-set', whole)),
      },
    ];
  });
}

function sorted(answer: CedarAnswer): CedarAnswer {
  return answer.kind === 'failure'
    ? answer
    : { ...answer, reasons: [...answer.reasons].sort(), erring: [...answer.erring].sort() };
}
