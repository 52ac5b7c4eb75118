/** An agent never has more than its person, whatever the policies say. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision, Principal } from '#core/model.ts';
import { decide } from '#core/policy/decide.ts';
import { decideProductAction } from '#core/policy/product-action.ts';
import { noon, policySet } from '#test/policy/questions.ts';
import { randomPolicies, randomQuestion } from '#test/policy/random-policies.ts';
import { createRandom } from '#test/vectors/random.ts';

const strictness: Readonly<Record<Decision['outcome'], number>> = { allow: 0, 'needs-approval': 1, deny: 2 };

test('the decision for an agent is never milder than that for its person', () => {
  const random = createRandom(11);
  const seen = { allow: 0, 'needs-approval': 0, deny: 0 };
  for (let trial = 0; trial < 20; trial += 1) {
    const set = policySet(randomPolicies(random, 5), '@id("wide") permit (principal, action, resource);');
    for (let index = 0; index < 40; index += 1) {
      const question = randomQuestion(random);
      const person = personOf(question.principal);
      if (person === undefined) continue;
      const ofAgent = decide(set, question).outcome;
      const ofPerson = decide(set, { ...question, principal: person }).outcome;
      seen[ofAgent] += 1;

      assert.ok(strictness[ofAgent] >= strictness[ofPerson], `agent ${ofAgent}, person ${ofPerson}`);
    }
  }

  for (const [outcome, count] of Object.entries(seen)) assert.ok(count > 5, `${outcome}: ${count}`);
});

test('the same holds for actions of the product', () => {
  const set = policySet('@id("agents") permit (principal is CS::Agent, action, resource);');
  const principal = randomAgent();
  const resource = { kind: 'session', id: 's', owner: principal } as const;

  assert.equal(decideProductAction(set, { principal, action: 'countersign:Revoke', resource, context: noon }).outcome, 'deny');
});

function randomAgent(): Principal {
  const random = createRandom(12);
  for (;;) {
    const { principal } = randomQuestion(random);
    if (principal.kind === 'agent') return principal;
  }
}

/** The person as itself: what an agent knows of it. */
function personOf({ onBehalfOf, issuer }: Principal): Principal | undefined {
  return onBehalfOf === undefined ? undefined : { ...onBehalfOf, kind: 'user', issuer, isMfa: false, claims: {} };
}
