/** The shipped state machine: valid, told in every state, and nothing in it that decides or carries more than ids. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

type State = {
  readonly Type: string;
  readonly Comment?: string;
  readonly Resource?: string;
  readonly Parameters?: { readonly Payload: Readonly<Record<string, string>> };
  readonly Retry?: readonly object[];
  readonly Catch?: readonly object[];
  readonly Choices?: readonly { readonly Variable: string }[];
  readonly HeartbeatSeconds?: number;
};
type Definition = { readonly Comment: string; readonly StartAt: string; readonly States: Readonly<Record<string, State>> };

const definition: Definition = JSON.parse(readFileSync(new URL('../statemachines/approval.asl.json', import.meta.url), 'utf8'));
const states = Object.entries(definition.States);
const tasks = states.filter(([, { Type }]) => Type === 'Task');

test('it is valid Amazon States Language', () => {
  const validate = createRequire(import.meta.url)('asl-validator') as (
    definition: object,
    options: object,
  ) => { readonly isValid: boolean; readonly errors: readonly object[] };

  const { isValid, errors } = validate(definition, { checkPaths: true, checkArn: true });

  assert.ok(isValid, JSON.stringify(errors));
  const broken = { ...definition, StartAt: 'Nowhere' };
  assert.equal(validate(broken, { checkPaths: true, checkArn: true }).isValid, false);
});

test('every state says what it is for', () => {
  assert.deepEqual(
    states.filter(([, { Comment = '' }]) => Comment.length < 10).map(([name]) => name),
    [],
  );
});

test('it carries ids, times and the task token, and nothing else', () => {
  const members = new Set(tasks.flatMap(([, { Parameters }]) => Object.keys(Parameters?.Payload ?? {})));

  assert.ok(tasks.length >= 8);
  assert.deepEqual([...members].sort(), ['approvalId.$', 'step', 'taskToken.$', 'waitSeconds.$']);
});

test('one state waits for the token, without retry or heartbeat, and nobody else sees it', () => {
  const waiting = tasks.filter(([, { Resource = '' }]) => Resource.endsWith('.waitForTaskToken'));
  const withToken = states.filter(([, state]) => JSON.stringify(state).includes('$$.Task.Token'));

  assert.deepEqual(
    waiting.map(([name]) => name),
    ['Wait'],
  );
  assert.deepEqual(
    withToken.map(([name]) => name),
    ['Wait'],
  );
  assert.equal(definition.States.Wait?.Retry, undefined);
  assert.ok(states.every(([, { HeartbeatSeconds }]) => HeartbeatSeconds === undefined));
});

test('executing is never tried again by the machine', () => {
  assert.equal(definition.States.Execute?.Retry, undefined);
});

test('it branches on what a function said was next, and on nothing of the approval', () => {
  const variables = states.flatMap(([, { Choices = [] }]) => Choices.map(({ Variable }) => Variable));

  assert.deepEqual([...new Set(variables)], ['$.Payload.next']);
});

test('a function that fails for good stops no machine', () => {
  assert.ok(tasks.every(([, { Catch = [] }]) => JSON.stringify(Catch).includes('States.ALL')));
});
