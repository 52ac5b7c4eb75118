import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pinnedAs, pinOf, pinsText } from '#core/protocols/mcp/pin.ts';
import { createMcpPins } from './mcp-pins.ts';

const tool = { name: 'purge', description: 'Purges.', inputSchema: { type: 'object' } };

function files(context: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-pins-'));
  context.after(() => rmSync(directory, { recursive: true }));
  return { lockFile: join(directory, 'mcp.lock.json'), firstSeenFile: join(directory, 'first-seen.json') };
}

test('what people accept counts at once, and what they take back no longer', (context) => {
  const paths = files(context);
  const pins = createMcpPins(paths);

  const before = pinnedAs(pins.current(), 'tickets', tool);
  writeFileSync(paths.lockFile, pinsText({ tickets: { purge: pinOf(tool) } }));
  const accepted = pinnedAs(pins.current(), 'tickets', tool);
  rmSync(paths.lockFile);

  assert.deepEqual([before, accepted, pinnedAs(pins.current(), 'tickets', tool)], ['unknown', 'accepted', 'unknown']);
});

test('what was taken at first sight is remembered, and a person’s acceptance stands over it', (context) => {
  const paths = files(context);
  createMcpPins(paths).takeFirst?.('tickets', tool);
  const changed = { ...tool, description: 'Purges all.' };

  const again = createMcpPins(paths);
  const first = [pinnedAs(again.current(), 'tickets', tool), pinnedAs(again.current(), 'tickets', changed)];
  writeFileSync(paths.lockFile, pinsText({ tickets: { purge: pinOf(changed) } }));

  assert.deepEqual(first, ['accepted', 'changed']);
  assert.equal(pinnedAs(again.current(), 'tickets', changed), 'accepted');
});

test('a lock file that was edited by hand is an error that says so', (context) => {
  const paths = files(context);
  writeFileSync(paths.lockFile, pinsText({ tickets: { purge: pinOf(tool) } }).replace('Purges.', 'Purges all.'));

  assert.throws(() => createMcpPins(paths).current(), /servers\.tickets\.purge/);
});
