import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partiqlTable, partiqlVerb } from './partiql.ts';

const told: readonly (readonly [statement: string, verb: string, table: string, index?: string])[] = [
  [`SELECT * FROM "Music" WHERE Artist='a from b'`, 'Select', 'Music'],
  [`select Price, "from" from Music`, 'Select', 'Music'],
  [`SELECT * FROM "Music"."ByYear" WHERE Year=1`, 'Select', 'Music', 'ByYear'],
  [`INSERT INTO "Music" VALUE {'Artist':'x'}`, 'Insert', 'Music'],
  [`  UPDATE "Music" SET a=1 WHERE b=2`, 'Update', 'Music'],
  [`DELETE FROM Music WHERE a=1`, 'Delete', 'Music'],
];

test('a statement tells what it does and to which table', () => {
  for (const [statement, verb, table, index] of told) {
    assert.equal(partiqlVerb(statement), verb, statement);
    assert.deepEqual(partiqlTable(statement), index === undefined ? { table } : { table, index }, statement);
  }
});

test('a statement that does not tell its one table tells none', () => {
  const statements = [
    '',
    'EXPLAIN x',
    'SELECT 1',
    'SELECT * FROM (SELECT * FROM b)',
    'UPDATE',
    'DELETE FROM "a b"',
    `SELECT * FROM a, b FROM c`,
  ];

  for (const statement of statements) assert.equal(partiqlTable(statement), undefined, statement);
});
