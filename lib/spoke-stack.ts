/** What one more account needs to be governed: a boundary, the reader of facts, and example roles that the hub alone may enter. */

import {
  BootstraplessSynthesizer,
  CfnCondition,
  CfnOutput,
  CfnParameter,
  Duration,
  Fn,
  type IStackSynthesizer,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { accept } from './accept.ts';
import { spokeBoundary } from './spoke-boundary.ts';
import { exampleRoles, factsRole, type SpokeRole } from './spoke-roles.ts';
import { type Hub, spokeTrust } from './spoke-trust.ts';

/** Every role that the hub may ask for lies here. */
export const spokeRolePath = '/countersign/';

type Around = {
  readonly trust: iam.PolicyDocument;
  readonly boundary: iam.ManagedPolicy;
  /** Without it the role is always made. */
  readonly condition?: CfnCondition;
};

/** Plain CloudFormation, without assets: any account takes it by itself, by a StackSet or by CDK. */
export class CountersignSpoke extends Stack {
  constructor(scope: Construct, id: string, props: Omit<StackProps, 'synthesizer' | 'analyticsReporting'> = {}) {
    super(scope, id, {
      description: 'Countersign: the roles by which the gateway enters this account. Made by scripts/generate-templates.ts.',
      ...props,
      // CDK's classes are not typed for exact optional properties.
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      analyticsReporting: false,
    });
    const trust = spokeTrust(this.hub());
    const boundary = spokeBoundary(this);
    this.role(factsRole, { trust, boundary });
    const condition = this.wantsExamples();
    for (const role of exampleRoles) this.role(role, { trust, boundary, condition });
  }

  /** Names of roles count without their path, so an account may have another role of an example's name. */
  private wantsExamples(): CfnCondition {
    const asked = this.asked('ExampleRoles', {
      description: 'Whether the example roles reader and mcp-launcher are made as well',
      default: 'yes',
      allowedValues: ['yes', 'no'],
    });
    return new CfnCondition(this, 'WithExamples', { expression: Fn.conditionEquals(asked, 'yes') });
  }

  private hub(): Hub {
    return {
      accountId: this.asked('HubAccountId', { description: 'The account of the hub', allowedPattern: '^\\d{12}$' }),
      stackName: this.asked('HubStackName', {
        description: 'The name of the stack of the hub: its roles are named after it',
        default: 'Countersign',
        allowedPattern: '^[A-Za-z][A-Za-z0-9-]{0,50}$',
      }),
      externalId: this.asked('ExternalId', {
        description: 'The externalId of the connection, a random text of this account alone',
        noEcho: true,
        minLength: 16,
        maxLength: 1224,
      }),
      organisationId: this.asked('OrgId', {
        description: 'The organisation of hub and spoke',
        allowedPattern: '^o-[a-z0-9]{10,32}$',
      }),
    };
  }

  private asked(name: string, props: Omit<ConstructorParameters<typeof CfnParameter>[2], 'type'>): string {
    return new CfnParameter(this, name, { type: 'String', ...props }).valueAsString;
  }

  private role({ name, description, statements, accepted, managed }: SpokeRole, { trust, boundary, condition }: Around): void {
    const id = name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const policy = new iam.PolicyDocument({ statements: [...statements] });
    const role = new iam.CfnRole(this, `${id}Role`, {
      roleName: name,
      path: spokeRolePath,
      description,
      assumeRolePolicyDocument: trust,
      permissionsBoundary: boundary.managedPolicyArn,
      maxSessionDuration: Duration.hours(1).toSeconds(),
      ...(statements.length === 0 ? {} : { policies: [{ policyName: name, policyDocument: policy }] }),
      ...(managed === undefined ? {} : { managedPolicyArns: [`arn:${this.partition}:iam::aws:policy/${managed}`] }),
    });
    for (const { id: finding, reason } of accepted) accept(role, finding, reason);
    const output = new CfnOutput(this, `${id}RoleArn`, { value: role.attrArn });
    if (condition === undefined) return;
    role.cfnOptions.condition = condition;
    output.condition = condition;
  }
}
