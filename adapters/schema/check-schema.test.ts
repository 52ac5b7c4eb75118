import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSchemaCheck } from './check-schema.ts';

const check = createSchemaCheck();

test('what fits passes, and what does not is told by its place and never by its value', () => {
  const schema = { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'], additionalProperties: false };

  assert.equal(check(schema, { count: 1 }), undefined);
  assert.equal(check(schema, { count: 'hunter2' }), '"count" must be integer.');
  assert.equal(check(schema, {}), "The value must have required property 'count'.");
  assert.equal(check(schema, { count: 1, cuont: 2 }), 'The value must NOT have additional properties ("cuont").');
});

test('a schema that needs something fetched cannot be used', () => {
  assert.match(check({ $ref: 'https://schemas.example/x.json' }, {}) ?? '', /cannot be used/);
});

test('a pattern that blows up elsewhere stays linear', () => {
  const schema = { type: 'string', pattern: '^(a+)+$' };

  assert.equal(check(schema, `${'a'.repeat(50_000)}!`), `The value must match pattern "^(a+)+$".`);
});

test('two patterns of one schema are two patterns', () => {
  const schema = { type: 'object', properties: { a: { pattern: '^x$' }, b: { pattern: '^y$' } } };

  assert.equal(check(schema, { a: 'x', b: 'y' }), undefined);
  assert.match(check(schema, { a: 'x', b: 'x' }) ?? '', /"b" must match/);
});

test('one schema’s id does not stand for another’s', () => {
  assert.equal(check({ $id: 'urn:example:x', type: 'string' }, 'a'), undefined);
  assert.match(check({ $id: 'urn:example:x', type: 'integer' }, 'a') ?? '', /integer/);
});

test('a schema of draft-07 is held to its own draft, and one of an unknown draft cannot be used', () => {
  const of = (draft: string) => ({ $schema: draft, type: 'array', items: [{ type: 'integer' }], additionalItems: false });

  assert.equal(check(of('http://json-schema.org/draft-07/schema#'), [1]), undefined);
  assert.match(check(of('http://json-schema.org/draft-07/schema#'), [1, 2]) ?? '', /more than 1/);
  assert.match(check(of('https://schemas.example/draft-99'), [1]) ?? '', /cannot be used/);
});
