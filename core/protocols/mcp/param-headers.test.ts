import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paramHeaders, paramMismatch } from './param-headers.ts';

const schema = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    where: { type: 'object', properties: { shard: { type: 'integer', 'x-mcp-header': 'Shard' } } },
    other: { type: 'string' },
  },
};

test('annotated arguments get their headers, wherever they stand; others get none', () => {
  assert.deepEqual(paramHeaders(schema, { region: 'Zürich', where: { shard: 7 }, other: 'x' }), [
    ['mcp-param-Region', `=?base64?${Buffer.from('Zürich').toString('base64')}?=`],
    ['mcp-param-Shard', '7'],
  ]);
  assert.deepEqual(paramHeaders(schema, { region: null }), []);
});

test('a header that is missing, differs, or says what no argument says is named', () => {
  const args = { region: 'eu', where: { shard: 7 } };

  assert.equal(
    paramMismatch(schema, args, [
      ['Mcp-Param-Region', 'eu'],
      ['mcp-param-shard', '7.0'],
    ]),
    undefined,
  );
  assert.equal(paramMismatch(schema, args, [['mcp-param-shard', '7']]), 'mcp-param-Region');
  assert.equal(
    paramMismatch(schema, args, [
      ['mcp-param-region', 'us'],
      ['mcp-param-shard', '7'],
    ]),
    'mcp-param-Region',
  );
  assert.equal(
    paramMismatch(schema, { where: { shard: 7 } }, [
      ['mcp-param-region', 'us'],
      ['mcp-param-shard', '7'],
    ]),
    'mcp-param-Region',
  );
  assert.equal(
    paramMismatch(schema, args, [
      ['mcp-param-region', '=?base64?!?='],
      ['mcp-param-shard', '7'],
    ]),
    'mcp-param-Region',
  );
});
