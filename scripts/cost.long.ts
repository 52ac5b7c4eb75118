import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { costRows, costTable, countTable, total } from './cost/cost-table.ts';
import { countCalls } from './cost/count-calls.ts';
import { budget } from './cost.ts';

const counted = await countCalls();

/** The rows of every table of a text, as their first cell and their numbers. */
function rowsOf(text: string): readonly (readonly [name: string, numbers: readonly number[]])[] {
  return [...text.matchAll(/^\| ([^|]+) \| (.*) \|$/gm)].flatMap(([, name = '', rest = '']) => {
    const numbers = [...rest.matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => Number(number));
    return numbers.length === 0 ? [] : [[name, numbers] as const];
  });
}

test('a million calls on the wire cost no more than the budget', () => {
  assert.ok(total(costRows(counted), 'wire') <= budget, costTable(counted));
});

test('what was counted is what a call asks of AWS', () => {
  assert.ok(counted.read.writeUnits >= 5 && counted.write.writeUnits > counted.read.writeUnits);
  assert.ok(counted.read.stsCalls < 1 && counted.read.logBytes > 0);
});

test('the docs show the tables as they are counted now', () => {
  const shown = rowsOf(readFileSync(new URL('../docs/cost.md', import.meta.url), 'utf8'));
  const wanted = rowsOf(`${countTable(counted)}\n${costTable(counted)}`);

  assert.deepEqual(
    shown.map(([name]) => name),
    wanted.map(([name]) => name),
  );
  for (const [index, [name, numbers]] of wanted.entries()) {
    // The log's length varies with the digits in it.
    for (const [at, number] of numbers.entries()) {
      const near = Math.abs(number - (shown[index]?.[1][at] ?? Number.NaN));
      // Revocations are read again when five seconds are over, so reads a call grow where calls take seconds: a busy machine.
      const isRead = name.startsWith('that ') && at === 1;
      const allowed = isRead ? 2 : Math.max(0.15, number * 0.02);
      assert.ok(near <= allowed || (number >= 100 && near <= 100), `${name}: ${number}`);
    }
  }
});
