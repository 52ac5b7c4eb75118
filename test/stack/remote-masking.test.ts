/** Comprehend may be asked where the operator's file asks for it, by the functions that mask, and nowhere else. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsSolutionsChecks } from 'cdk-nag';
import { exampleConfig, type Synthesised, synthesise } from './support/synth.ts';

const remote = {
  kind: 'comprehend',
  region: 'eu-west-1',
  operations: ['logs:*'],
  language: 'en',
  minScore: 0.5,
  timeoutMilliseconds: 2000,
} as const;

/** The regions in which functions may ask. */
function asking({ resources }: Synthesised): readonly string[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => Action === 'comprehend:DetectPiiEntities')
    .map(({ Condition }) => Condition.StringEquals['aws:RequestedRegion']);
}

test('nobody may ask Comprehend where the file says nothing of it', () => {
  assert.deepEqual(asking(synthesise()), []);
});

test('what makes and explains calls may ask it in its region, and every wildcard has its reason', () => {
  const { masking } = exampleConfig();
  const made = synthesise({ masking: { ...masking, remote } });

  assert.deepEqual(new Set(asking(made)), new Set(['eu-west-1']));
  assert.equal(asking(made).length, 5);
  assert.deepEqual(new AwsSolutionsChecks(made.app).validateScope(made.app).violations, []);
});
