/** What seals the record: the key that signs checkpoints, the stream and the tick that wake the sealer, its dead letters, and the bus of state changes. */

import { Duration, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accept } from '../accept.ts';
import { pinned } from '../pinned.ts';
import { endingOf, type Keeping } from '../stage.ts';
import { administration } from './keys.ts';

export type SealingProps = {
  readonly keeping: Keeping;
  /** Who signs: nobody else. */
  readonly sealer: iam.IRole;
};

/** Within the promise of 60 s between an event and its seal. */
const window = Duration.seconds(30);
const tickEvery = Duration.minutes(5);
/** A batch that fails is cut in two and tried so often; then the tick finds its events in the table. */
const retries = 8;
const batchSize = 5000;

export class Sealing extends Construct {
  readonly signingKey: kms.Key;
  readonly deadLetters: sqs.Queue;
  readonly bus: events.EventBus;

  constructor(scope: Construct, id: string, { keeping, sealer }: SealingProps) {
    super(scope, id);
    this.signingKey = new kms.Key(this, 'SigningKey', {
      description: 'Countersign: signs the checkpoints of the record',
      keySpec: kms.KeySpec.ECC_NIST_P256,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
      ...endingOf(keeping),
      policy: signingPolicy(sealer),
    });
    pinned(this.signingKey, 'SigningKey');
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: keeping.removalPolicy,
    });
    accept(this.deadLetters, 'SQS3', 'It is a dead-letter queue itself.');
    this.bus = new events.EventBus(this, 'Bus', { eventBusName: `${Stack.of(this).stackName}-state-changes` });
  }

  /** Both images wake it: whoever changes an event is seen by the old one. */
  wake(sealer: lambda.Function, table: dynamodb.ITable): void {
    new lambda.EventSourceMapping(this, 'Stream', {
      target: sealer,
      eventSourceArn: table.tableStreamArn ?? '',
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize,
      maxBatchingWindow: window,
      bisectBatchOnError: true,
      retryAttempts: retries,
      onFailure: new SqsDlq(this.deadLetters),
    });
    new events.Rule(this, 'Tick', {
      description: 'Countersign: seals what waits, and signs silence',
      schedule: events.Schedule.rate(tickEvery),
      targets: [new targets.LambdaFunction(sealer, { event: events.RuleTargetInput.fromObject({ kind: 'tick' }) })],
    });
  }
}

function signingPolicy(sealer: iam.IRole): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        sid: 'AdministerByAccount',
        principals: [new iam.AccountRootPrincipal()],
        actions: administration.filter((action) => !action.includes('Rotat')),
        resources: ['*'],
      }),
      // Whoever verifies the record needs the public half.
      new iam.PolicyStatement({
        sid: 'ReadPublicKey',
        principals: [new iam.AccountRootPrincipal()],
        actions: ['kms:GetPublicKey'],
        resources: ['*'],
      }),
      new iam.PolicyStatement({
        sid: 'OnlyTheSealerSigns',
        principals: [new iam.ArnPrincipal(sealer.roleArn)],
        actions: ['kms:Sign'],
        resources: ['*'],
      }),
    ],
  });
}
