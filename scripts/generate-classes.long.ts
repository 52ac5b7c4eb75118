import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { classMembers } from '#core/policy/class-members.ts';
import { operationsOf, toldByModels, withOverlay } from './classes/derive-classes.ts';
import { overlay } from './classes/overlay.ts';
import { classMembersSource } from './generate-classes.ts';

const catalog = readCatalog();
const told = toldByModels(catalog);
const classes = withOverlay(told);
const names = Object.keys(classes) as readonly (keyof typeof classes)[];

for (const name of names) {
  test(`${name}: what is pinned is what the models and the overlay say`, () => {
    const pinned: readonly string[] = classMembers[name];

    assert.deepEqual(difference(classes[name], pinned), [], 'new: review them, and pin them by scripts/generate-classes.ts');
    assert.deepEqual(difference(pinned, classes[name]), [], 'no longer told: review why');
  });

  test(`${name}: every entry of the overlay exists, matters and stands once`, () => {
    const [added, removed] = [operationsOf(overlay[name].added), operationsOf(overlay[name].removed)];

    assert.deepEqual(difference(added, difference(added, told[name])), [], 'added, and told by the models anyway');
    assert.deepEqual(difference(removed, told[name]), [], 'removed, and not told by the models');
    assert.equal(new Set([...added, ...removed]).size, added.length + removed.length);
    for (const id of added) assert.ok(catalog.operation(...split(id)), id);
  });

  test(`${name}: every decision has its reason`, () => {
    for (const { why } of [...overlay[name].added, ...overlay[name].removed]) assert.match(why, /^\S.{15,}/);
  });
}

test('the models tell what nobody wrote down', () => {
  const hits = {
    'mints-credentials': 'sts:AssumeRole',
    delegates: 'sagemaker:CreateNotebookInstance',
    interactive: 'ssm:StartSession',
    'content-query': 'rds-data:ExecuteStatement',
    'content-export': 'dynamodb:ExportTableToPointInTime',
  };
  for (const name of names) assert.ok(told[name].includes(hits[name]), name);
});

test('the file is byte for byte what the generator writes', () => {
  const file = readFileSync(new URL('../core/policy/class-members.ts', import.meta.url), 'utf8');

  assert.equal(file, classMembersSource(classes));
});

function difference(left: readonly string[], right: readonly string[]): readonly string[] {
  const known = new Set(right);
  return left.filter((id) => !known.has(id));
}

function split(id: string): [service: string, operation: string] {
  const [service = '', operation = ''] = id.split(':');
  return [service, operation];
}
