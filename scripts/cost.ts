/** Prints what a million calls cost, from requests that are counted now: `node scripts/cost.ts`. Fails above the budget (DESIGN: budgets). */

import { costRows, costTable, countTable, total } from './cost/cost-table.ts';
import { countCalls } from './cost/count-calls.ts';

/** US$ per million wire calls. */
export const budget = 8;

if (import.meta.main) {
  const counted = await countCalls();
  process.stdout.write(`${countTable(counted)}\n\n${costTable(counted)}\n`);
  if (total(costRows(counted), 'wire') > budget) {
    process.stderr.write(`More than US$ ${budget} per million wire calls.\n`);
    process.exitCode = 1;
  }
}
