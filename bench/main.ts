/** `npm run bench`: what is measured, beside the budgets of the design. Medians of several runs; ratios are of one run. */

import { benchApprovals } from './approvals.ts';
import { benchCodec } from './codec.ts';
import { benchColdStart } from './cold-start.ts';
import { benchDecide } from './decide.ts';
import { benchLatency } from './latency.ts';
import { benchMalformed } from './malformed.ts';
import { benchMasking } from './masking.ts';
import { benchMcp } from './mcp.ts';
import { benchRecord } from './record.ts';
import { benchReplay } from './replay.ts';
import type { Row } from './row.ts';
import { benchSeal } from './seal.ts';
import { benchSearch } from './search.ts';
import { benchStreaming } from './streaming.ts';
import { benchThroughput } from './throughput.ts';
import { benchWire } from './wire.ts';

const benches: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  wire: benchWire,
  codec: benchCodec,
  malformed: benchMalformed,
  decide: benchDecide,
  approvals: benchApprovals,
  replay: benchReplay,
  masking: benchMasking,
  record: benchRecord,
  seal: benchSeal,
  search: benchSearch,
  latency: benchLatency,
  throughput: benchThroughput,
  mcp: benchMcp,
  streaming: benchStreaming,
  'cold-start': benchColdStart,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(`There is no bench of that name: ${unknown.join(', ')}. Known are: ${Object.keys(benches).join(', ')}.\n`);
  process.exit(2);
}

for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stdout.write(`\n${name}\n`);
  for (const row of await bench()) process.stdout.write(`${line(row)}\n`);
}

function line({ name, value, unit, budget }: Row): string {
  const shown = `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
  return `  ${name.padEnd(58)} ${shown.padStart(14)}${budget === undefined ? '' : `   ${verdict(value, budget)}`}`;
}

function verdict(value: number, { kind, value: limit }: NonNullable<Row['budget']>): string {
  const isKept = kind === 'at-most' ? value <= limit : value >= limit;
  return `budget ${kind === 'at-most' ? '≤' : '≥'} ${limit}${isKept ? '' : '   OVER'}`;
}
