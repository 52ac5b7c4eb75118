/** The alarms of the stack: what each watches, and when it is raised. `docs/operate.md` has an entry for each, and a test holds the two together. */

/** A metric of the gateway itself (`lambdas/meter.ts`). */
export type GatewayMetric =
  | 'ApprovalLatency'
  | 'DecisionsAllow'
  | 'DecisionsDeny'
  | 'DecisionsNeedsApproval'
  | 'HeldLegs'
  | 'MaskedFields'
  | 'RecorderErrors'
  | 'SessionTokenUtilization'
  | 'StsErrors'
  | 'TamperedEvents'
  | 'UpstreamLatency';

export type GatewayAlarm = {
  readonly kind: string;
  readonly says: string;
  readonly metric: GatewayMetric;
  readonly statistic: 'Sum' | 'Maximum';
  readonly above: number;
  readonly minutes: number;
};

/** Raised by the gateway's own metrics. */
export const gatewayAlarms: readonly GatewayAlarm[] = [
  {
    kind: 'record-failures',
    says: 'calls fail because the record fails',
    metric: 'RecorderErrors',
    statistic: 'Sum',
    above: 0,
    minutes: 1,
  },
  {
    kind: 'tampered-events',
    says: 'an event was changed after it was recorded',
    metric: 'TamperedEvents',
    statistic: 'Sum',
    above: 0,
    minutes: 1,
  },
  { kind: 'sts-errors', says: 'roles cannot be assumed', metric: 'StsErrors', statistic: 'Sum', above: 5, minutes: 5 },
  {
    kind: 'denial-spike',
    says: 'far more is denied than usual',
    metric: 'DecisionsDeny',
    statistic: 'Sum',
    above: 500,
    minutes: 5,
  },
  {
    kind: 'session-token-utilization',
    says: 'tags and policy nearly fill what a session may carry',
    metric: 'SessionTokenUtilization',
    statistic: 'Maximum',
    above: 80,
    minutes: 5,
  },
];

/** Raised by a function: each has them all. */
export const functionAlarmKinds = ['function-errors', 'function-throttles', 'function-duration'] as const;

/** Raised by what stands beside the functions. */
export const otherAlarmKinds = [
  'seal-lag',
  'seal-stopped',
  'dead-letters',
  'executions-failed',
  'executions-timed-out',
  'api-server-errors',
] as const;

/** Raised by a front of the wire that counts for itself: a REST API, or a load balancer with its containers. */
export const wireAlarmKinds = ['wire-server-errors', 'wire-unhealthy'] as const;

export const alarmKinds: readonly string[] = [
  ...gatewayAlarms.map(({ kind }) => kind),
  ...functionAlarmKinds,
  ...otherAlarmKinds,
  ...wireAlarmKinds,
];
