/** The alarms, their dashboard and their runbook: one list, and every metric in it is one that the handlers count. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { metricUnits } from '#lambdas/meter.ts';
import { alarmKinds, gatewayAlarms } from '#lib/alarm-kinds.ts';
import { resources } from '../support/hub.ts';
import { fargate, type Properties, restApi, type Synthesised } from '../support/synth.ts';

const all = Object.values(resources);
const alarms = alarmsOf({ resources });

function alarmsOf({ resources: of }: Pick<Synthesised, 'resources'>): readonly Properties[] {
  return Object.values(of).flatMap(({ Type, Properties }) => (Type === 'AWS::CloudWatch::Alarm' ? [Properties] : []));
}

const kindOf = ({ AlarmDescription }: Properties): string => AlarmDescription.split(':')[0];

test('the template raises the alarms of the list, and tells the topic of each', () => {
  const raised = [...alarms, ...alarmsOf(restApi()), ...alarmsOf(fargate())];

  assert.deepEqual([...new Set(raised.map(kindOf))].toSorted(), alarmKinds.toSorted());
  for (const alarm of raised) {
    assert.match(JSON.stringify(alarm.AlarmActions), /"Ref":"Observability/, kindOf(alarm));
    const isSilence = kindOf(alarm) === 'seal-stopped';
    assert.equal(alarm.TreatMissingData, isSilence ? 'breaching' : 'notBreaching', kindOf(alarm));
    assert.equal(alarm.ComparisonOperator, isSilence ? 'LessThanThreshold' : 'GreaterThanThreshold', kindOf(alarm));
  }
});

test('each function has alarms of its own for errors, throttles and time', () => {
  const functions = all.filter(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Handler === 'index.handler',
  );

  for (const kind of ['function-errors', 'function-throttles', 'function-duration']) {
    assert.equal(alarms.filter((alarm) => kindOf(alarm) === kind).length, 9, kind);
  }
  assert.ok(functions.length >= 9);
});

test('a sealer that nothing wakes is told of, by the rule that ticks oftener than the alarm looks', () => {
  const [stopped, ...others] = alarms.filter((alarm) => kindOf(alarm) === 'seal-stopped');
  const [rule] = all.filter(({ Type }) => Type === 'AWS::Events::Rule');

  assert.deepEqual([others.length, stopped?.MetricName, stopped?.Period, stopped?.EvaluationPeriods], [0, 'Invocations', 300, 3]);
  assert.match(JSON.stringify(stopped?.Dimensions), /SealFunction/);
  assert.equal(rule?.Properties.ScheduleExpression, 'rate(5 minutes)');
});

test('the alarms and the dashboard name the metrics that the handlers count, and the dashboard shows them all', () => {
  const [dashboard, ...others] = all.filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard?.Properties.DashboardBody).replaceAll('\\', '');
  const shown = [...body.matchAll(/"Countersign","(\w+)"/g)].map(([, name = '']) => name);
  const watched = gatewayAlarms.map(({ metric }) => metric);

  assert.equal(others.length, 0);
  assert.deepEqual([...new Set([...shown, ...watched])].toSorted(), Object.keys(metricUnits).toSorted());
});

test('the runbook has an entry for each alarm, and no other', () => {
  const runbook = readFileSync(new URL('../../../docs/operate.md', import.meta.url), 'utf8');
  const entries = [...runbook.matchAll(/^### `([a-z-]+)`$/gm)].map(([, kind = '']) => kind);

  assert.deepEqual(entries.toSorted(), alarmKinds.toSorted());
});

test('the cost of a month counts the alarms that there are', () => {
  const cost = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8');

  assert.ok(cost.includes(` ${alarms.length} alarms ${(alarms.length / 10).toFixed(2)};`), String(alarms.length));
});
