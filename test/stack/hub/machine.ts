/** What the stack promises of the state machine of approvals. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ofType, only, rolePolicy } from '../support/hub.ts';

test('the machine is the shipped file with its functions in it, and nothing of an execution is logged', () => {
  const machine = only('AWS::StepFunctions::StateMachine');
  const shipped = JSON.parse(readFileSync(new URL('../../../statemachines/approval.asl.json', import.meta.url), 'utf8'));
  const named = [...JSON.stringify(shipped).matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]);

  assert.deepEqual(JSON.parse(machine.DefinitionString), shipped);
  assert.deepEqual(Object.keys(machine.DefinitionSubstitutions).toSorted(), [...new Set(named)].toSorted());
  assert.equal(machine.StateMachineType, 'STANDARD');
  assert.deepEqual(
    [machine.LoggingConfiguration.Level, machine.LoggingConfiguration.IncludeExecutionData, machine.TracingConfiguration.Enabled],
    ['ALL', false, true],
  );
});

test('the machine may invoke its three functions, and its role enters no account', () => {
  const [role] = ofType('AWS::IAM::Role').filter(([id]) => id.startsWith('ApprovalsMachineRole'));
  const [invoking, ...others] = rolePolicy('ApprovalsMachine').filter(({ Action }) => Action.includes('lambda:InvokeFunction'));

  assert.equal(role?.[1].Properties.Path, '/countersign-machine/');
  assert.equal(others.length, 0);
  assert.deepEqual(invoking?.Resource.map((resource) => /Approvals(\w+?)Function/.exec(resource)?.[1]).toSorted(), [
    'Close',
    'Execute',
    'Notify',
  ]);
});

test('every function that wakes the machine knows it by the name that it has', () => {
  const { StateMachineName: name } = only('AWS::StepFunctions::StateMachine');
  const told = ofType('AWS::Lambda::Function').flatMap(([, { Properties }]) => {
    const arn = Properties.Environment.Variables.COUNTERSIGN_STATE_MACHINE_ARN;
    return arn === undefined ? [] : [JSON.stringify(arn)];
  });

  assert.equal(told.length, 8);
  assert.ok(told.every((arn) => arn.includes(`:stateMachine:${name}"`)));
});
