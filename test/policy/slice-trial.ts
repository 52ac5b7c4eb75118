/** Puts random questions to random policy sets, by slice and by whole set. */

import assert from 'node:assert/strict';
import { decide } from '#core/policy/decide.ts';
import { rememberJudge } from '#core/policy/remember-judge.ts';
import { createRandom } from '#test/vectors/random.ts';
import { policySet } from './questions.ts';
import { randomPolicies, randomQuestion } from './random-policies.ts';
import { type Comparison, compareWithWholeSet } from './whole-set.ts';

export type Trial = {
  readonly seed: number;
  readonly sets: number;
  readonly policiesPerSet: number;
  readonly questionsPerSet: number;
};

/** What was compared: a trial that never allowed, denied by a guardrail or erred has shown nothing. */
export type TrialCounts = {
  readonly compared: number;
  readonly allowed: number;
  readonly forbidden: number;
  readonly erred: number;
};

export function trySlices({ seed, sets, policiesPerSet, questionsPerSet }: Trial): TrialCounts {
  const random = createRandom(seed);
  const tried = Array.from({ length: sets }, () => {
    const text = randomPolicies(random, policiesPerSet);
    const questions = Array.from({ length: questionsPerSet }, () => randomQuestion(random));
    return compareWithWholeSet(policySet(text), questions).map((comparison) => answerIn(comparison, `seed ${seed}\n${text}`));
  }).flat();
  return {
    compared: tried.length,
    allowed: tried.filter(({ isAllowed }) => isAllowed).length,
    forbidden: tried.filter(({ isAllowed, reasons }) => !isAllowed && reasons.length > 0).length,
    erred: tried.filter(({ erring }) => erring.length > 0).length,
  };
}

/** Decides each question by a judge that remembers and by one that does not; gives how many were compared. */
export function tryRemembering({ seed, sets, policiesPerSet, questionsPerSet }: Trial): number {
  const random = createRandom(seed);
  let compared = 0;
  for (let index = 0; index < sets; index += 1) {
    const text = randomPolicies(random, policiesPerSet);
    const [set, judging] = [policySet(text), rememberJudge()];
    for (let count = 0; count < questionsPerSet; count += 1) {
      const question = randomQuestion(random);
      const place = `seed ${seed}\n${text}\n${JSON.stringify(question)}`;
      assert.deepEqual(decide(set, question, judging), decide(set, question), place);
      compared += 1;
    }
  }
  return compared;
}

function answerIn({ request, bySlice, byWholeSet }: Comparison, place: string) {
  assert.deepEqual(bySlice, byWholeSet, `${place}\n${JSON.stringify(request)}`);
  if (bySlice.kind === 'failure') throw new Error(`a random request is not one that Cedar takes: ${place}`);
  return bySlice;
}
