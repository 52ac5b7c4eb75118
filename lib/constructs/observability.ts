/** What tells the operators: alarms that a topic carries to them, and one dashboard. */

import { Duration, Stack } from 'aws-cdk-lib';
import type * as apigw from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  type functionAlarmKinds,
  type GatewayMetric,
  gatewayAlarms,
  type otherAlarmKinds,
  type wireAlarmKinds,
} from '../alarm-kinds.ts';
import { dashboardWidgets } from '../dashboard.ts';
import type { WireMetrics } from './wire-containers.ts';

export type ObservabilityProps = {
  /** By their names: `Wire`, `ApprovalsNotify`. */
  readonly functions: Readonly<Record<string, lambda.Function>>;
  readonly sealer: lambda.Function;
  readonly deadLetters: sqs.Queue;
  readonly stateMachineArn: string;
  readonly api: apigw.HttpApi;
  /** Where the wire's front counts for itself. */
  readonly wire?: WireMetrics;
};

/** A metric of `lambdas/meter.ts`. */
export function gatewayMetric(name: GatewayMetric, statistic: string, minutes: number): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'Countersign',
    metricName: name,
    dimensionsMap: { service: 'countersign' },
    statistic,
    period: Duration.minutes(minutes),
  });
}

type Raised = {
  readonly kind: string;
  readonly says: string;
  readonly metric: cloudwatch.IMetric;
  /** Raised above it; without it, where nothing is counted any more. */
  readonly above?: number;
  readonly periods?: number;
};

const loud = {
  comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
} as const;
const silent = {
  threshold: 1,
  comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
  treatMissingData: cloudwatch.TreatMissingData.BREACHING,
} as const;

const five = Duration.minutes(5);
const sum = { statistic: 'Sum', period: five } as const;

export class Observability extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Alarms', { displayName: 'Countersign alarms', enforceSSL: true });
    for (const { kind, says, metric, statistic, above, minutes } of gatewayAlarms)
      this.raise(kind, { kind, says, metric: gatewayMetric(metric, statistic, minutes), above });
    for (const [name, made] of Object.entries(props.functions)) this.watch(name, made);
    for (const raised of [...others(props), ...ofWire(props)]) this.raise(raised.kind, raised);
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: Stack.of(this).stackName,
      widgets: dashboardWidgets({ ...props, metric: gatewayMetric }),
    });
  }

  private watch(name: string, made: lambda.Function): void {
    for (const raised of ofFunction(name, made)) this.raise(`${name}-${raised.kind}`, raised);
  }

  private raise(id: string, { kind, says, metric, above, periods = 1 }: Raised): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      alarmDescription: `${kind}: ${says}. docs/operate.md says what to do.`,
      metric,
      evaluationPeriods: periods,
      ...(above === undefined ? silent : { ...loud, threshold: above }),
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}

function ofFunction(name: string, made: lambda.Function): readonly Raised[] {
  const ofKind = (kind: (typeof functionAlarmKinds)[number], raised: Omit<Raised, 'kind'>): Raised => ({ kind, ...raised });
  const share = new cloudwatch.MathExpression({
    expression: '100 * errors / MAX([invocations, 1])',
    usingMetrics: { errors: made.metricErrors(sum), invocations: made.metricInvocations(sum) },
    period: five,
    label: `${name}: errors in percent`,
  });
  return [
    ofKind('function-errors', { says: `more than 1 % of ${name}’s invocations fail`, metric: share, above: 1 }),
    ofKind('function-throttles', { says: `${name} is throttled`, metric: made.metricThrottles(sum), above: 0, periods: 2 }),
    ofKind('function-duration', {
      says: `the slowest of ${name} come near its timeout`,
      metric: made.metricDuration({ statistic: 'p99', period: five }),
      above: 0.8 * (made.timeout?.toMilliseconds() ?? 0),
      periods: 2,
    }),
  ];
}

function others({ sealer, deadLetters, stateMachineArn, api }: ObservabilityProps): readonly Raised[] {
  const ofKind = (kind: (typeof otherAlarmKinds)[number], raised: Omit<Raised, 'kind'>): Raised => ({ kind, ...raised });
  const lag = sealer.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(1) });
  const waiting = deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: five });
  return [
    ofKind('seal-lag', { says: 'events wait more than a minute for their seal', metric: lag, above: 60_000, periods: 3 }),
    ofKind('seal-stopped', { says: 'nothing wakes the sealer', metric: sealer.metricInvocations(sum), periods: 3 }),
    ofKind('dead-letters', { says: 'the sealer gave up on a batch', metric: waiting, above: 0 }),
    ofKind('executions-failed', {
      says: 'an approval’s machine failed',
      metric: executions('ExecutionsFailed', stateMachineArn),
      above: 0,
    }),
    ofKind('executions-timed-out', {
      says: 'an approval’s machine outlived its time',
      metric: executions('ExecutionsTimedOut', stateMachineArn),
      above: 0,
    }),
    ofKind('api-server-errors', { says: 'the HTTP API answers 5xx', metric: api.metricServerError(sum), above: 5 }),
  ];
}

function ofWire({ wire }: ObservabilityProps): readonly Raised[] {
  const ofKind = (kind: (typeof wireAlarmKinds)[number], raised: Omit<Raised, 'kind'>): Raised => ({ kind, ...raised });
  if (wire === undefined) return [];
  const { serverErrors, unhealthy } = wire;
  const errors = ofKind('wire-server-errors', { says: 'the wire’s front answers 5xx', metric: serverErrors.with(sum), above: 5 });
  if (unhealthy === undefined) return [errors];
  const worst = unhealthy.with({ statistic: 'Maximum', period: Duration.minutes(1) });
  return [
    errors,
    ofKind('wire-unhealthy', { says: 'containers of the wire do not answer', metric: worst, above: 0, periods: 3 }),
  ];
}

function executions(metricName: string, stateMachineArn: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/States',
    metricName,
    dimensionsMap: { StateMachineArn: stateMachineArn },
    ...sum,
  });
}
