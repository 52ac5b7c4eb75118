import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readPolicies } from './policies.ts';

describe('policy files', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'countersign-policies-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const write = (name: string, text: string | Uint8Array) => writeFileSync(join(directory, name), text);

  test('are read by name, and only those that end in .cedar', () => {
    write('b.cedar', 'b');
    write('a.cedar', 'a');
    write('readme.md', 'x');

    const expected = [
      { name: 'a.cedar', text: 'a' },
      { name: 'b.cedar', text: 'b' },
    ];
    assert.deepEqual(readPolicies(directory), expected);
    assert.deepEqual(readPolicies(pathToFileURL(`${directory}/`)), expected);
  });

  test('whose directory is not there are refused with what to set', () => {
    assert.throws(() => readPolicies(join(directory, 'nowhere')), /no directory of policies at .*nowhere\. Set "policies"/);
  });

  test('over the limit are refused with their path', () => {
    write('big.cedar', 'x'.repeat(256 * 1024 + 1));

    assert.throws(() => readPolicies(directory), /big\.cedar: a policy file may have 262144 bytes/);
  });

  test('that are no UTF-8 are refused with their path', () => {
    write('latin.cedar', Uint8Array.of(0xe4));

    assert.throws(() => readPolicies(directory), /latin\.cedar/);
  });

  test('in a directory that is not there are an error, never an empty set', () => {
    assert.throws(() => readPolicies(join(directory, 'nowhere')), /nowhere/);
  });
});
