/** The one dashboard: what is decided, who waits, what is slow, and whether the record keeps up. */

import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { GatewayMetric } from './alarm-kinds.ts';

export type DashboardOf = {
  readonly functions: Readonly<Record<string, lambda.Function>>;
  readonly sealer: lambda.Function;
  readonly metric: (name: GatewayMetric, statistic: string, minutes: number) => cloudwatch.Metric;
};

type Row = readonly [title: string, metrics: readonly cloudwatch.IMetric[]];

export function dashboardWidgets({ functions, sealer, metric }: DashboardOf): cloudwatch.IWidget[][] {
  const counts = (...names: readonly GatewayMetric[]) => names.map((name) => metric(name, 'Sum', 5));
  const made = Object.values(functions);
  const rows: readonly (readonly Row[])[] = [
    [
      ['Decisions', counts('DecisionsAllow', 'DecisionsNeedsApproval', 'DecisionsDeny')],
      ['What approvers take, in seconds', [metric('ApprovalLatency', 'p50', 60), metric('ApprovalLatency', 'p90', 60)]],
      ['Calls held', counts('HeldLegs')],
    ],
    [
      ['Upstream, in milliseconds', [metric('UpstreamLatency', 'p50', 5), metric('UpstreamLatency', 'p99', 5)]],
      ['Fields masked', counts('MaskedFields')],
      ['What may never happen', counts('RecorderErrors', 'TamperedEvents', 'StsErrors')],
    ],
    [
      ['Functions: errors', made.map((of) => of.metricErrors({ period: Duration.minutes(5) }))],
      ['Functions: duration, p99', made.map((of) => of.metricDuration({ statistic: 'p99', period: Duration.minutes(5) }))],
      ['Sealer: age of what waits, in milliseconds', [sealer.metric('IteratorAge', { statistic: 'Maximum' })]],
    ],
  ];
  return rows.map((row) => row.map(([title, left]) => new cloudwatch.GraphWidget({ title, left: [...left], width: 8 })));
}
