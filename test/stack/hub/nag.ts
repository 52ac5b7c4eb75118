/** cdk-nag's AwsSolutions pack finds nothing that is not accepted with its reason, whatever the operator's file asks for. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { findings } from '../support/nag.ts';
import { development, fargate, production, restApi, varied } from '../support/synth.ts';

for (const [name, made] of Object.entries({ production, development, varied, restApi, fargate })) {
  test(`a stack has no finding that is not accepted: ${name}`, () => {
    assert.deepEqual(findings(made().app), []);
  });
}

test('the pack does look: a careless queue is found', () => {
  const app = new App();

  new Queue(new Stack(app, 'Careless'), 'Queue');

  assert.ok(findings(app).includes('AwsSolutions-SQS3'));
});
