import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import type { LogEntry } from '#core/ports.ts';
import { type WatchedPolicies, watchPolicies } from './watch-policies.ts';

loadCedar(readCedarWasm());

const permit = (id: string) => `@id("${id}") permit (principal, action, resource);`;

describe('policies on one machine', () => {
  let directory = '';
  let watched: WatchedPolicies | undefined;
  let entries: LogEntry[] = [];
  let wake: (entry: LogEntry) => void = () => {};

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'countersign-watch-'));
    entries = [];
    write('a.cedar', permit('first'));
  });
  afterEach(() => {
    watched?.close();
    rmSync(directory, { recursive: true });
  });

  function write(name: string, text: string): void {
    writeFileSync(join(directory, name), text);
  }

  function start(): WatchedPolicies {
    const log = (entry: LogEntry) => {
      entries.push(entry);
      wake(entry);
    };
    watched = watchPolicies({ directory, chains: ['change'], log });
    return watched;
  }

  /** The next line of the log after something was done. */
  function next(act: () => void): Promise<LogEntry> {
    const { promise, resolve } = Promise.withResolvers<LogEntry>();
    wake = resolve;
    act();
    return promise;
  }

  const ids = ({ current }: WatchedPolicies) => [...current().policies.keys()];

  test('are read again when a file changes, comes or is replaced', async () => {
    const policies = start();

    const changed = await next(() => write('a.cedar', permit('second')));
    assert.deepEqual([changed.level, ids(policies)], ['info', ['second']]);

    await next(() => write('b.cedar', permit('third')));
    assert.deepEqual(ids(policies), ['second', 'third']);

    write('c.tmp', permit('fourth'));
    await next(() => renameSync(join(directory, 'c.tmp'), join(directory, 'b.cedar')));
    assert.deepEqual(ids(policies), ['second', 'fourth']);
  });

  test('stay in force when the new ones are broken, and the log says why, where and what holds', async () => {
    const policies = start();

    const refused = await next(() => write('a.cedar', `${permit('second')}\nforbid (principl, action, resource);`));

    assert.equal(refused.level, 'error');
    assert.match(refused.message, /refused; 1 policies, version [0-9a-f]{12} stay in force\.\na\.cedar:2:9: .*principl/);
    assert.deepEqual(ids(policies), ['first']);

    await next(() => write('a.cedar', permit('third')));
    assert.deepEqual(ids(policies), ['third']);
  });

  const broken: readonly (readonly [name: string, text: string, reason: RegExp])[] = [
    ['an id that is taken', permit('first'), /is taken by the policy at a\.cedar:1/],
    ['a file that is too large', `//${'x'.repeat(300 * 1024)}`, /262144 bytes/],
    [
      'a chain that nobody defined',
      '@id("c") @reason("r") @approval("other") forbid (principal, action, resource) unless { context.approvals.contains("other") };',
      /"other" is not defined/,
    ],
  ];
  for (const [name, text, reason] of broken) {
    test(`stay in force beside ${name}`, async () => {
      const policies = start();

      const refused = await next(() => write('b.cedar', text));

      assert.match(refused.message, reason);
      assert.deepEqual(ids(policies), ['first']);
    });
  }

  test('stay in force when their directory is gone', async () => {
    const policies = start();

    const refused = await next(() => renameSync(directory, `${directory}-gone`));
    renameSync(`${directory}-gone`, directory);

    assert.equal(refused.level, 'error');
    assert.deepEqual(ids(policies), ['first']);
  });

  test('that are broken at the start start nothing', () => {
    write('a.cedar', 'permit');

    assert.throws(start, /a\.cedar:1:/);
  });
});
