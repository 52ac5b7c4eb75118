/** The key that everything at rest is encrypted with, and the keyring that seals what the gateway issues. */

import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { accept } from '../accept.ts';
import { pinned } from '../pinned.ts';
import { endingOf, type Keeping } from '../stage.ts';
import { keyUsers, viaService } from '../via-service.ts';

export type KeysProps = {
  readonly keeping: Keeping;
  /** Who reads the keyring: nobody else, whatever their own permissions say. */
  readonly readers: readonly iam.IRole[];
};

/** Without the account's own administration a key could never be managed again; none of these uses it. */
export const administration = [
  'kms:CancelKeyDeletion',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateKeyDescription',
];

export class Keys extends Construct {
  readonly key: kms.Key;
  readonly keyring: secretsmanager.Secret;

  constructor(scope: Construct, id: string, { keeping, readers }: KeysProps) {
    super(scope, id);
    this.key = new kms.Key(this, 'Key', {
      description: 'Countersign: the record, its bucket and the keyring',
      enableKeyRotation: true,
      ...endingOf(keeping),
      policy: keyPolicy(),
    });
    pinned(this.key, 'GatewayKey');
    this.keyring = new secretsmanager.Secret(this, 'Keyring', {
      description: 'Countersign: the root keys of everything it seals. With other keys, what was sealed is lost.',
      removalPolicy: keeping.removalPolicy,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ current: 'k1' }),
        generateStringKey: 'k1',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    // By `encryptionKey` CDK would open the key's policy further than its services need.
    pinned(this.keyring, 'Keyring').addPropertyOverride('KmsKeyId', this.key.keyArn);
    this.keyring.addToResourcePolicy(onlyReaders(readers));
    accept(
      this.keyring,
      'SMG4',
      'A rotation adds a root and keeps the old ones until nothing sealed with them lives; a generated replacement would end every session and open link.',
    );
  }
}

/** Nobody uses the key itself: only through the services that keep the record, the bucket and the keyring. */
function keyPolicy(): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        sid: 'AdministerByAccount',
        principals: [new iam.AccountRootPrincipal()],
        actions: administration,
        resources: ['*'],
      }),
      new iam.PolicyStatement({
        sid: 'UseThroughServices',
        principals: [new iam.AccountRootPrincipal()],
        actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: {
          StringEquals: { 'kms:CallerAccount': Aws.ACCOUNT_ID, 'kms:ViaService': keyUsers.map(viaService) },
        },
      }),
    ],
  });
}

function onlyReaders(readers: readonly iam.IRole[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'OnlyTheGatewayReads',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['secretsmanager:GetSecretValue'],
    resources: ['*'],
    conditions: { StringNotEquals: { 'aws:PrincipalArn': readers.map((role) => role.roleArn) } },
  });
}
