import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePins, pinnedAs, pinOf, pinsText } from './pin.ts';
import { differences } from './pin-diff.ts';

const tool = { name: 'purge', description: 'Purges.', inputSchema: { type: 'object', properties: { all: { type: 'boolean' } } } };
const pins = { tickets: { purge: pinOf(tool) } };

test('a tool is accepted as it was pinned, whatever the order of its members and its icons', () => {
  const { inputSchema, ...rest } = tool;

  assert.equal(pinnedAs(pins, 'tickets', tool), 'accepted');
  assert.equal(pinnedAs(pins, 'tickets', { inputSchema, ...rest, icons: [] }), 'accepted');
});

test('every change of what a model reads is a change', () => {
  for (const change of [
    { description: 'Purges. ' },
    { title: 'P' },
    { inputSchema: { ...tool.inputSchema, required: ['all'] } },
    { outputSchema: { type: 'object' } },
    { annotations: { readOnlyHint: true } },
  ]) {
    assert.equal(pinnedAs(pins, 'tickets', { ...tool, ...change }), 'changed', JSON.stringify(change));
  }
});

test('a tool of another server, or of a name that objects have by birth, is unknown', () => {
  assert.equal(pinnedAs(pins, 'other', tool), 'unknown');
  assert.equal(pinnedAs(pins, 'tickets', { ...tool, name: 'toString' }), 'unknown');
  assert.equal(pinnedAs(pins, 'constructor', { ...tool, name: 'name' }), 'unknown');
});

test('the lock file is read as it was written, and one that was edited by hand is refused with its place', () => {
  const text = pinsText(pins);

  assert.deepEqual(parsePins(text), pins);
  assert.throws(() => parsePins(text.replace('Purges.', 'Purges everything.')), /servers\.tickets\.purge.*mcp accept/);
  assert.throws(() => parsePins('{}'), /version/);
});

test('what changed is told place by place', () => {
  const after = {
    ...tool,
    description: 'New.',
    inputSchema: { type: 'object', properties: { all: { type: 'string' }, more: {} } },
  };

  assert.deepEqual(differences(tool, after), [
    { place: 'description', before: 'Purges.', after: 'New.' },
    { place: 'inputSchema.properties.all.type', before: 'boolean', after: 'string' },
    { place: 'inputSchema.properties.more', after: {} },
  ]);
});
