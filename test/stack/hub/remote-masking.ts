/** A remote detector may be asked where the operator's file asks for it, by the functions that mask, and nowhere else. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askRemoteDetector, comprehendAtLarge } from '#lib/statements.ts';
import { production, type Synthesised, variation, varied } from '../support/synth.ts';

/** The regions in which functions may ask. */
function asking({ resources }: Synthesised): readonly string[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => Action === 'comprehend:DetectPiiEntities')
    .map(({ Condition }) => Condition.StringEquals['aws:RequestedRegion']);
}

test('nobody may ask Comprehend where the file says nothing of it', () => {
  assert.deepEqual(asking(production()), []);
});

test('what makes and explains calls may ask it in its region', () => {
  const asked = asking(varied());

  assert.deepEqual(new Set(asked), new Set([variation.masking.remote.region]));
  assert.equal(asked.length, 4);
});

test('a guardrail is named, and nothing else may be asked', () => {
  const guardrailArn = 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/abc123';
  const remote = {
    kind: 'bedrock-guardrail',
    guardrailArn,
    version: '1',
    operations: ['logs:*'],
    timeoutMilliseconds: 2000,
  } as const;
  const masking = { rules: [], enable: [], remote };

  const statements = askRemoteDetector(masking).map((statement) => statement.toStatementJson());

  const Sid = 'AskGuardrail';
  assert.deepEqual(statements, [{ Sid, Effect: 'Allow', Action: 'bedrock:ApplyGuardrail', Resource: guardrailArn }]);
  assert.deepEqual(comprehendAtLarge(masking), []);
});
