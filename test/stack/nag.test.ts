/** cdk-nag's AwsSolutions pack finds nothing that is not accepted with its reason; nag.long.ts asks it of a dev stack. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { findings } from './support/nag.ts';
import { synthesise } from './support/synth.ts';

test('a production stack has no finding that is not accepted', () => {
  assert.deepEqual(findings(synthesise().app), []);
});

test('the pack does look: a careless queue is found', () => {
  const app = new App();

  new Queue(new Stack(app, 'Careless'), 'Queue');

  assert.ok(findings(app).includes('AwsSolutions-SQS3'));
});
