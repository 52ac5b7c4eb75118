/** The AWS wire in containers behind a load balancer: a name of its own, and bodies as large as their memory takes. */

import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '#config/config.ts';
import { accept } from '../accept.ts';
import { callerPath, callerRoleName } from '../hub-roles.ts';
import type { Keeping } from '../stage.ts';
import { type GatewayFunctionUse, writeLog } from './gateway-function.ts';
import { WireFirewall } from './wire-firewall.ts';
import { WireNetwork } from './wire-network.ts';

export type WireContainersProps = {
  /** The directory that `scripts/bundle.ts` made: code, what it reads, and its Dockerfile. */
  readonly bundleDirectory: string;
  readonly keeping: Keeping;
  readonly wire: Config['wire'];
};

const port = 8080;

/** Longer than a call is held for its approval. */
const idleTimeout = Duration.seconds(120);

export class WireContainers extends Construct {
  readonly role: iam.Role;
  private readonly props: WireContainersProps;

  constructor(scope: Construct, id: string, props: WireContainersProps) {
    super(scope, id);
    this.props = props;
    this.role = new iam.Role(this, 'Role', {
      path: callerPath,
      roleName: callerRoleName(Stack.of(this).stackName, 'Wire'),
      description: 'Countersign: the AWS wire',
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
  }

  create(use: GatewayFunctionUse): { readonly target: string; readonly metrics: WireMetrics } {
    const { removalPolicy, isProtected } = this.props.keeping;
    const logGroup = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy });
    const policy = new iam.Policy(this, 'Policy', { roles: [this.role], statements: [...use.statements, writeLog(logGroup)] });
    for (const { id, reason } of use.accepted ?? []) accept(policy, id, reason);
    const network = new WireNetwork(this, 'Network', { port, removalPolicy });
    const service = this.service(network, this.task(use, logGroup));
    service.node.addDependency(policy);
    const balancer = new elb.ApplicationLoadBalancer(this, 'Balancer', {
      vpc: network.vpc,
      internetFacing: true,
      securityGroup: network.groups.balancer,
      deletionProtection: isProtected,
      idleTimeout,
    });
    accept(
      balancer,
      'ELB2',
      'Its log holds each URL with its query, which are parameters of calls; each call is recorded, masked, by the handler.',
    );
    const targets = this.listen(balancer, service);
    new WireFirewall(this, 'Firewall', { resourceArn: balancer.loadBalancerArn });
    const metrics = {
      serverErrors: balancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_5XX_COUNT),
      unhealthy: targets.metrics.unhealthyHostCount(),
    };
    return { target: balancer.loadBalancerDnsName, metrics };
  }

  private task({ environment }: GatewayFunctionUse, logGroup: logs.LogGroup): ecs.FargateTaskDefinition {
    const { bundleDirectory, wire } = this.props;
    const task = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: 1024,
      memoryLimitMiB: memoryMegabytes(wire.bodyMegabytes),
      runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
      taskRole: this.role.withoutPolicyUpdates(),
    });
    const image = new DockerImageAsset(this, 'Image', { directory: bundleDirectory, platform: Platform.LINUX_ARM64 });
    task.addContainer('Wire', {
      image: ecs.ContainerImage.fromDockerImageAsset(image),
      environment: { ...environment, AWS_REGION: Aws.REGION, COUNTERSIGN_PORT: String(port) },
      portMappings: [{ containerPort: port }],
      logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'wire' }),
      readonlyRootFilesystem: true,
      stopTimeout: idleTimeout,
    });
    accept(
      task,
      'ECS2',
      'The environment names resources of the stack; what is secret is read from Secrets Manager by the role.',
    );
    accept(task.obtainExecutionRole(), 'IAM5[Resource::*]', 'The token for pulling images knows no resources.');
    return task;
  }

  private service({ vpc, groups }: WireNetwork, taskDefinition: ecs.FargateTaskDefinition): ecs.FargateService {
    const { tasks } = this.props.wire;
    const cluster = new ecs.Cluster(this, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED });
    const service = new ecs.FargateService(this, 'Service', {
      // CDK's classes are not typed for exact optional properties.
      cluster: cluster as ecs.ICluster,
      taskDefinition,
      desiredCount: tasks,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      // Without a NAT it is the way out to AWS's APIs; nothing comes in by it.
      assignPublicIp: true,
      securityGroups: [groups.containers],
      healthCheckGracePeriod: Duration.minutes(1),
    });
    const scaling = service.autoScaleTaskCount({ minCapacity: tasks, maxCapacity: Math.ceil(1.5 * tasks) });
    scaling.scaleOnCpuUtilization('Busy', { targetUtilizationPercent: 60 });
    return service;
  }

  private listen(balancer: elb.ApplicationLoadBalancer, service: ecs.FargateService): elb.ApplicationTargetGroup {
    const listener = balancer.addListener('Https', {
      port: 443,
      // The network opened it already.
      open: false,
      certificates: [acm.Certificate.fromCertificateArn(this, 'Certificate', this.props.wire.certificateArn ?? '')],
      sslPolicy: elb.SslPolicy.RECOMMENDED_TLS,
    });
    return listener.addTargets('Containers', {
      port,
      protocol: elb.ApplicationProtocol.HTTP,
      targets: [service],
      deregistrationDelay: Duration.minutes(1),
      healthCheck: { path: '/healthz', interval: Duration.seconds(15) },
    });
  }
}

export type WireMetrics = { readonly serverErrors: cloudwatch.Metric; readonly unhealthy?: cloudwatch.Metric };

/** Two bodies at once, each in up to three copies while it is verified and sent, beside what the gateway itself takes. */
function memoryMegabytes(bodyMegabytes: number): number {
  return 1024 * Math.max(2, Math.ceil((1024 + 6 * bodyMegabytes) / 1024));
}
