/** cdk-nag's AwsSolutions pack finds nothing that is not accepted with its reason. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { synthesise } from './support/synth.ts';

function findings(app: App): readonly string[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.map(({ ruleName }) => ruleName).sort();
}

test('a production stack has no finding that is not accepted', () => {
  assert.deepEqual(findings(synthesise().app), []);
});

test('a dev stack has none either', () => {
  assert.deepEqual(findings(synthesise({ stage: 'dev' }).app), []);
});

test('the pack does look: a careless queue is found', () => {
  const { app } = synthesise();

  new Queue(new Stack(app, 'Careless'), 'Queue');

  assert.ok(findings(app).includes('AwsSolutions-SQS3'));
});
