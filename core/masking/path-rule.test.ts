import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PathRule, type RuleState, segmentsOf, startRules } from './path-rule.ts';

function rule(operation: string, path: string, more: Partial<PathRule> = {}): PathRule {
  return { operation, path, list: 'always', class: 'secret', reason: 'test', ...more };
}

function ends(path: string, at: string, operation = 's:Op'): boolean {
  const state = segmentsOf(at).reduce<RuleState>(
    (from, name) => from.step(name),
    startRules([rule('s:Op', path)], operation, 'output'),
  );
  return state.ended.length > 0;
}

test('a path is followed name by name', () => {
  assert.equal(ends('A.B', 'A.B'), true);
  assert.equal(ends('A.B', 'A'), false);
  assert.equal(ends('A.B', 'A.B.C'), false);
  assert.equal(ends('A[].B', 'A[].B'), true);
  assert.equal(ends('A[].B', 'A.B'), false);
});

test('a star is any one name, and no list element', () => {
  assert.equal(ends('A.*.C', 'A.x.C'), true);
  assert.equal(ends('A.*', 'A[]'), false);
});

test('two stars are any depth, none included', () => {
  assert.equal(ends('**.C', 'C'), true);
  assert.equal(ends('**.C', 'A[].B.*.C'), true);
  assert.equal(ends('A.**.C', 'A.C'), true);
  assert.equal(ends('A.**.C', 'B.C'), false);
  assert.equal(ends('**.A.B', 'A.A.B'), true);
});

test('equal places have equal ids, so that a recursive walk ends', () => {
  const start = startRules([rule('s:Op', '**.A'), rule('s:Op', 'X.Y')], 's:Op', 'output');

  assert.equal(start.step('N').id, start.step('N').step('N').step('N').id);
  assert.equal(start.step('N'), start.step('M'));
});

test('rules apply to operations by glob, and to their side', () => {
  const applies = (glob: string, operation: string): boolean =>
    startRules([rule(glob, 'A')], operation, 'output').step('A').ended.length > 0;

  assert.deepEqual(
    [
      applies('*:*', 'a:B'),
      applies('a:Get*', 'a:GetB'),
      applies('a:Get*', 'a:PutB'),
      applies('a:*Key*', 'a:GetApiKeys'),
      applies('a:aa*aa', 'a:aaa'),
    ],
    [true, true, false, true, false],
  );
  assert.equal(startRules([rule('s:Op', 'A', { side: 'input' })], 's:Op', 'output').step('A').ended.length, 0);
});
