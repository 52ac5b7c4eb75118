/** How many recorded calls are decided again in a second, under the starter policies. */

import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import { decide } from '#core/policy/decide.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import type { Question } from '#core/policy/question.ts';
import type { RecordedCall } from '#core/policy/recorded-call.ts';
import { replay } from '#core/policy/replay.ts';
import { ask, instance } from '#test/policy/questions.ts';
import { recordedCall } from '#test/policy/recorded.ts';
import { median, type Row } from './row.ts';

const calls = 4_000;
const runs = 5;

export function benchReplay(): readonly Row[] {
  loadCedar(readCedarWasm());
  const set = compilePolicies(readPolicies(new URL('../policies/', import.meta.url)));
  const recorded = Array.from({ length: calls }, (_, index) => recordedCall(set, question(index)));
  replay(set, recorded);
  const rates = Array.from({ length: runs }, () => rate(set, recorded));
  const alone = Array.from({ length: runs }, () => rateAlone(set, recorded));
  return [
    { name: 'replay, starter policies', value: median(rates), unit: 'calls/s', budget: { kind: 'at-least', value: 4_000 } },
    { name: 'the same were no call like another', value: median(alone), unit: 'calls/s' },
  ];
}

function rate(set: PolicySet, recorded: readonly RecordedCall[]): number {
  const start = performance.now();
  const { unchanged } = replay(set, recorded);
  if (unchanged !== recorded.length) throw new Error(`only ${unchanged} of ${recorded.length} calls were decided as before`);
  return (recorded.length / (performance.now() - start)) * 1_000;
}

/** Each call evaluated for itself. */
function rateAlone(set: PolicySet, recorded: readonly RecordedCall[]): number {
  const start = performance.now();
  for (const { question: asked } of recorded) decide(set, asked);
  return (recorded.length / (performance.now() - start)) * 1_000;
}

/** Mostly reads, some writes, each of another person at another time. */
function question(index: number): Question {
  const time = `2026-01-07T12:${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}.000Z`;
  const principal = { ...ask().principal, id: `bench:${index}`, groups: ['mcp-production-engineers'] };
  if (index % 4 === 0) return ask({ principal, resources: [instance(`i-${index}`)], context: { now: time } });
  const call = { operation: 'DescribeInstances', access: 'read', actions: ['ec2:DescribeInstances'], parameters: {} } as const;
  return ask({ principal, resources: [], call, context: { now: time } });
}
