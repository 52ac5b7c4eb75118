/** The metrics on AWS: EMF lines by Powertools, one an invocation. Nothing in them names a person, a resource or a call. */

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Each with its unit; the dashboard and the alarms of `lib/` know them by these names. */
export const metricUnits = {
  DecisionsAllow: MetricUnit.Count,
  DecisionsDeny: MetricUnit.Count,
  DecisionsNeedsApproval: MetricUnit.Count,
  ApprovalLatency: MetricUnit.Seconds,
  UpstreamLatency: MetricUnit.Milliseconds,
  MaskedFields: MetricUnit.Count,
  StsErrors: MetricUnit.Count,
  SessionTokenUtilization: MetricUnit.Percent,
  RecorderErrors: MetricUnit.Count,
  TamperedEvents: MetricUnit.Count,
  HeldLegs: MetricUnit.Count,
} as const;

export type MetricName = keyof typeof metricUnits;

export type Meter = (name: MetricName, value?: number) => void;

const metrics = new Metrics({ namespace: 'Countersign', serviceName: 'countersign' });

export const meter: Meter = (name, value = 1) => {
  metrics.addMetric(name, metricUnits[name], value);
};

/** What was counted since the last time, as one line; nothing, where nothing was. */
export function publishMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
