/** How long one decision takes, with 10 to 10,000 policies. */

import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import { decide } from '#core/policy/decide.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import type { Question } from '#core/policy/question.ts';
import type { Row } from './row.ts';

const sizes = [10, 100, 1_000, 10_000];
const decisionsPerRun = 1_000;
const runs = 3;

/** Compiling the 10,000 policies takes some seconds; they are not part of the figures. */
export function benchDecide(): readonly Row[] {
  loadCedar(readCedarWasm());
  return sizes.flatMap((size) => {
    const set = compilePolicies([...policyFiles(size)]);
    return [
      ...figures(`decide, allow, ${size} policies`, set, question({}), size),
      ...figures(`decide, needs-approval, ${size} policies`, set, question({ 'mcp-server': 'tickets' }), size),
    ];
  });
}

function figures(name: string, set: PolicySet, asked: Question, size: number): readonly Row[] {
  decide(set, asked);
  const taken = Array.from({ length: runs }, () => run(set, asked)).sort((a, b) => a.p50 - b.p50);
  const { p50, p99 } = taken[Math.floor(runs / 2)] ?? { p50: Number.NaN, p99: Number.NaN };
  // Ten thousand policies may cost half as much again; an approval is decided twice.
  const factor = (asked.resources[0]?.tags['mcp-server'] === undefined ? 1 : 2) * (size > 1_000 ? 1.5 : 1);
  return [
    { name: `${name}, p50`, value: p50, unit: 'µs', budget: { kind: 'at-most', value: 300 * factor } },
    { name: `${name}, p99`, value: p99, unit: 'µs', budget: { kind: 'at-most', value: 1_500 * factor } },
  ];
}

function run(set: PolicySet, asked: Question): { readonly p50: number; readonly p99: number } {
  const times = Array.from({ length: decisionsPerRun }, () => {
    const start = performance.now();
    decide(set, asked);
    return (performance.now() - start) * 1_000;
  }).sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length * 0.5)] ?? 0, p99: times[Math.floor(times.length * 0.99)] ?? 0 };
}

/** A tenth of the policies are guardrails; a constant handful is in reach of the question, as in a real house with many teams. */
function* policyFiles(size: number): Iterable<{ readonly name: string; readonly text: string }> {
  const perFile = 500;
  for (let from = 0; from < size; from += perFile) {
    const policies = Array.from({ length: Math.min(perFile, size - from) }, (_, index) => policyText(from + index));
    yield { name: `bench-${from}.cedar`, text: policies.join('\n') };
  }
}

function policyText(number: number): string {
  if (number === 0)
    return '@id("launch") permit (principal in CS::Group::"team-0", action in CS::Action::"svc:ec2:write", resource);';
  if (number === 1) {
    return `@id("protect") @reason("r") @approval("chain") forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource)
      when { resource.hasTag("mcp-server") } unless { context.approvals.contains("chain") };`;
  }
  if (number < 10)
    return `@id("wide-${number}") permit (principal in CS::Group::"team-0", action in CS::Action::"access:list", resource);`;
  if (number % 10 === 0) {
    return `@id("guard-${number}") @reason("r") forbid (principal, action == CS::Action::"svc${number}:Delete", resource)
      when { context.hour < 8 && resource.region == "eu-west-${number}" };`;
  }
  return `@id("team-${number}") permit (principal in CS::Group::"team-${number}", action in CS::Action::"svc:ec2:write", resource)
    when { resource.arn like "arn:aws:ec2:*:${number}:*" };`;
}

function question(tags: Readonly<Record<string, string>>): Question {
  const resource = {
    arn: 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1',
    service: 'ec2',
    type: 'instance',
    region: 'eu-west-1',
    account: '123456789012',
    tags,
    tagsKnown: true,
  };
  return {
    principal: {
      kind: 'user',
      id: 'bench:ada',
      issuer: 'https://issuer.test',
      subject: 'ada',
      groups: ['team-0', 'people'],
      isMfa: true,
      claims: {},
    },
    call: {
      service: 'ec2',
      operation: 'TerminateInstances',
      region: 'eu-west-1',
      account: '123456789012',
      access: 'write',
      actions: ['ec2:TerminateInstances'],
      resources: [resource],
      resourcesKnown: true,
      parameters: { InstanceIds: ['i-1'] },
    },
    resources: [resource],
    context: {
      now: '2026-01-07T12:00:00.000Z',
      timeZone: 'Europe/Berlin',
      sourceIp: '127.0.0.1',
      channel: 'aws',
      isMfa: true,
      breakGlass: false,
      hasReason: false,
      approvals: [],
      connection: 'bench',
    },
  };
}
