import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parameterTags } from './parameters.ts';

const parameters = {
  InstanceType: 't3.micro',
  MinCount: 2,
  DryRun: false,
  Placement: { Tenancy: 'dedicated' },
  InstanceIds: ['i-1', 'i-2', 'i-1'],
  Filters: [
    { Name: 'a', Values: ['x', 'y'] },
    { Name: 'b', Values: [] },
  ],
  Tags: { env: 'prod', 'aws:a.b[c]': 'odd' },
  Empty: [],
  Nothing: null,
};

const tagOf = (path: string) => parameterTags(parameters, [path])[path];

test('a member is a set of one text', () => {
  assert.deepEqual(tagOf('InstanceType'), ['t3.micro']);
  assert.deepEqual(tagOf('MinCount'), ['2']);
  assert.deepEqual(tagOf('DryRun'), ['false']);
  assert.deepEqual(tagOf('Placement.Tenancy'), ['dedicated']);
});

test('the elements of a list share a path, each value once', () => {
  assert.deepEqual(tagOf('InstanceIds[]'), ['i-1', 'i-2']);
  assert.deepEqual(tagOf('Filters[].Values[]'), ['x', 'y']);
  assert.deepEqual(tagOf('Filters[].Name'), ['a', 'b']);
});

test('a map gives all its values, and the value of one key', () => {
  assert.deepEqual(tagOf('Tags{}'), ['prod', 'odd']);
  assert.deepEqual(tagOf('Tags{env}'), ['prod']);
  assert.deepEqual(tagOf('Tags{aws:a.b[c]}'), ['odd']);
});

test('what is absent, null or empty has no tag, so that containsAll is never vacuously true', () => {
  for (const path of ['Nope', 'Nothing', 'Empty', 'Empty[]', 'InstanceType.family', 'InstanceType[]', 'Tags{nope}']) {
    assert.equal(tagOf(path), undefined, path);
  }
});

test('structures and lists are seen as present, by a text that no list of allowed values holds', () => {
  assert.deepEqual(tagOf('Placement'), ['{…}']);
  assert.deepEqual(tagOf('InstanceIds'), ['[…]']);
  assert.deepEqual(tagOf('Filters[]'), ['{…}']);
});

test('members of the prototype are no members', () => {
  assert.deepEqual(Object.keys(parameterTags(parameters, ['constructor', 'Placement.toString', '__proto__'])), []);
});

test('integers beyond 2^53 stay text', () => {
  assert.deepEqual(parameterTags({ Size: '9007199254740993' }, ['Size']), { Size: ['9007199254740993'] });
});

test('more than 2,000 values are refused, never cut', () => {
  const many = { Ids: Array.from({ length: 2_001 }, (_, index) => String(index)) };

  assert.throws(() => parameterTags(many, ['Ids[]']), RangeError);
  assert.deepEqual(parameterTags(many, ['Other']), {});
});
