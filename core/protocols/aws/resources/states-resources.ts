/** Step Functions: state machines with their versions and aliases, executions and activities, by ARN. */

import { createReading, kindOf, type TableKind } from './operation-table.ts';
import { type Found, isArn, named, one, type ResourceCall, textAt, unknowable } from './touched.ts';

const word = '[A-Za-z0-9_.-]{1,80}';
const service = 'states';
const machine = kindOf({ service, type: 'statemachine', template: 'stateMachine:{}', name: new RegExp(`^${word}$`) });
const activity = kindOf({ service, type: 'activity', template: 'activity:{}', name: new RegExp(`^${word}$`) });
const run = (type: string, template: string): TableKind =>
  kindOf({ service, type, template: `${template}:{}`, name: new RegExp(`^${word}(?:/${word})?:${word}(?::${word})?$`) });
const execution = run('execution', 'execution');
const express = run('express', 'express');
const mapRun = run('maprun', 'mapRun');

export const stepfunctions = createReading({
  account: `ListActivities ListStateMachines ValidateStateMachineDefinition SendTaskFailure SendTaskHeartbeat
    SendTaskSuccess`,
  rows: [
    { kind: machine, by: 'name', of: 'CreateStateMachine' },
    { kind: activity, by: 'name', of: 'CreateActivity' },
    { kind: activity, by: 'activityArn', of: 'DeleteActivity DescribeActivity GetActivityTask' },
    {
      read: (call) => machineOf(call, 'stateMachineArn'),
      of: `DeleteStateMachine DescribeStateMachine ListStateMachineAliases ListStateMachineVersions PublishStateMachineVersion
        StartExecution StartSyncExecution UpdateStateMachine`,
    },
    {
      read: (call) => machineOf(call, 'stateMachineAliasArn'),
      of: 'DeleteStateMachineAlias DescribeStateMachineAlias UpdateStateMachineAlias',
    },
    { read: (call) => machineOf(call, 'stateMachineVersionArn'), of: 'DeleteStateMachineVersion' },
    { read: listed, of: 'ListExecutions' },
    { read: executionOf, of: 'DescribeExecution' },
    {
      kind: execution,
      by: 'executionArn',
      of: 'DescribeStateMachineForExecution GetExecutionHistory ListMapRuns RedriveExecution StopExecution',
    },
    { kind: mapRun, by: 'mapRunArn', of: 'DescribeMapRun UpdateMapRun' },
    { read: tagged, of: 'ListTagsForResource TagResource UntagResource' },
  ],
});

/** IAM asks for the machine; a version or alias stands behind its name and is named too. */
function machineOf(call: ResourceCall, member: string): Found {
  return one(call.parameters, member, (arn) => {
    if (!isArn(arn)) return unknowable;
    const [, name, qualifier] = /^(?:[^:]*:){5}stateMachine:([^:]+)(?::([^:]+))?$/.exec(arn) ?? [];
    if (name === undefined) return unknowable;
    const found = named(call, machine, { arn, toName: () => name });
    const [resource] = found.resources;
    if (qualifier === undefined || resource === undefined) return found;
    const type = /^[0-9]+$/.test(qualifier) ? 'statemachineversion' : 'statemachinealias';
    const isPlain = new RegExp(`^${word}$`).test(qualifier);
    return {
      resources: [resource, { ...resource, type, arn: `${resource.arn}:${qualifier}` }],
      isWhole: found.isWhole && isPlain,
    };
  });
}

function executionOf(call: ResourceCall): Found {
  return one(call.parameters, 'executionArn', (arn) => {
    const kind = arn.includes(':express:') ? express : execution;
    return isArn(arn) ? named(call, kind, { arn, toName: kind.toName }) : unknowable;
  });
}

function listed(call: ResourceCall): Found {
  if (textAt(call.parameters, 'mapRunArn') !== undefined) {
    return one(call.parameters, 'mapRunArn', (arn) =>
      isArn(arn) ? named(call, mapRun, { arn, toName: mapRun.toName }) : unknowable,
    );
  }
  return machineOf(call, 'stateMachineArn');
}

function tagged(call: ResourceCall): Found {
  const arn = textAt(call.parameters, 'resourceArn') ?? '';
  if (!isArn(arn)) return unknowable;
  return arn.includes(':activity:') ? named(call, activity, { arn, toName: activity.toName }) : machineOf(call, 'resourceArn');
}
