import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, nearest } from './nearest.ts';

const names = ['DescribeInstances', 'DescribeInstanceStatus', 'RunInstances', 'TerminateInstances'];

for (const [misspelt, meant] of [
  ['DescribeInstance', 'DescribeInstances'],
  ['describe-instances', 'DescribeInstances'],
  ['RunInstnaces', 'RunInstances'],
  ['TerminatInstance', 'TerminateInstances'],
]) {
  test(`${misspelt} was meant as ${meant}`, () => {
    assert.equal(nearest(misspelt ?? '', names), meant);
  });
}

test('nothing is near to something else, or to nothing', () => {
  assert.equal(nearest('CreateBucket', names), undefined);
  assert.equal(nearest('', names), undefined);
  assert.equal(nearest('RunInstances', []), undefined);
});

test('the sentence is empty when nothing is near', () => {
  assert.equal(didYouMean('RunInstance', names), ' Did you mean "RunInstances"?');
  assert.equal(didYouMean('x', names), '');
});
