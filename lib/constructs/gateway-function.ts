/** One Lambda function of the gateway: its bundle, its log, its own role with nothing but explicit statements. */

import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Accepted, accept } from '../accept.ts';
import { type Caller, callerPath, callerRoleName, hubRolePath } from '../hub-roles.ts';

export type GatewayFunctionProps = {
  readonly description: string;
  /** The directory that `scripts/bundle.ts` made. */
  readonly bundleDirectory: string;
  readonly timeoutSeconds: number;
  /** A share of the account's concurrency that is this function's alone; also its ceiling. */
  readonly reservedConcurrency: number | undefined;
  readonly removalPolicy: RemovalPolicy;
  /** Half a gigabyte where nothing is said. */
  readonly memoryMegabytes?: number;
  /** Sampled by X-Ray where nothing is said. */
  readonly isTraced?: boolean;
  /** Set where it makes calls: then spokes trust its role, and know it by this name. */
  readonly caller?: Caller;
};

/** What a function is told and may do, known once what it uses is there. */
export type GatewayFunctionUse = {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly iam.PolicyStatement[];
  /** The wildcards among the statements' resources. */
  readonly accepted?: readonly Accepted[];
};

/** The role exists first, because keys and stores name it in their own policies; `create` then makes the function. */
export class GatewayFunction extends Construct {
  readonly role: iam.Role;
  private readonly props: GatewayFunctionProps;

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    super(scope, id);
    this.props = props;
    this.role = new iam.Role(this, 'Role', {
      ...nameOf(this, props.caller),
      description: props.description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
  }

  create({ environment, statements, accepted = [] }: GatewayFunctionUse): lambda.Function {
    const { description, bundleDirectory, timeoutSeconds, reservedConcurrency, removalPolicy, memoryMegabytes } = this.props;
    const isTraced = this.props.isTraced ?? true;
    const logGroup = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy });
    const policy = new iam.Policy(this, 'Policy', {
      roles: [this.role],
      statements: [...statements, writeLog(logGroup), ...(isTraced ? [putTraces()] : [])],
    });
    if (isTraced) accept(policy, 'IAM5[Resource::*]', 'Segments of traces know no resources.');
    for (const { id, reason } of accepted) accept(policy, id, reason);
    const made = new lambda.Function(this, 'Function', {
      description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(bundleDirectory),
      memorySize: memoryMegabytes ?? 512,
      timeout: Duration.seconds(timeoutSeconds),
      environment: { ...environment },
      tracing: isTraced ? lambda.Tracing.ACTIVE : lambda.Tracing.DISABLED,
      logGroup,
      role: this.role.withoutPolicyUpdates(),
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    made.node.addDependency(policy);
    return made;
  }
}

function nameOf(scope: Construct, caller: Caller | undefined): Pick<iam.RoleProps, 'path' | 'roleName'> {
  if (caller === undefined) return { path: hubRolePath };
  return { path: callerPath, roleName: callerRoleName(Stack.of(scope).stackName, caller) };
}

export function writeLog(logGroup: logs.LogGroup): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'WriteOwnLog',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}

/** What Lambda itself sends of an invocation that is sampled: its times, and nothing of the event. */
function putTraces(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'PutTraces',
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    resources: ['*'],
  });
}
