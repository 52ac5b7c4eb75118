/** A thousand pending approvals with their calls held, and how soon after a verdict a held call is released. */

import { giveVerdict } from '#core/approving/give-verdict.ts';
import { alex, createHarness, person } from '#test/security/approval-harness.ts';
import { percentile, type Row } from './row.ts';

const pending = 1000;
const decided = 200;

export async function benchApprovals(): Promise<readonly Row[]> {
  const harness = createHarness({ holdSeconds: 50, openPerChain: 2 * pending });
  const legs = new Map<string, Promise<unknown>>();
  const from = performance.now();
  for (let index = 0; index < pending; index += 1) {
    const instance = `i-${index}`;
    legs.set(instance, harness.send({ instance, command: instance, as: person(`p${index}`, 'engineers') }));
  }
  let waiting = await harness.all();
  while (waiting.filter(({ told }) => told.askedAt !== undefined).length < pending) {
    await harness.approving.sleep(20);
    waiting = await harness.all();
  }
  const askedMilliseconds = (performance.now() - from) / pending;
  const releases: number[] = [];
  for (const { id, call } of waiting.slice(0, decided)) {
    const [instance = ''] = Object.values(call.parameters).flat().map(String);
    const at = performance.now();
    await giveVerdict(harness.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, harness.api);
    await legs.get(instance);
    releases.push(performance.now() - at);
  }
  harness.close();
  return [
    { name: 'asked: one of 1,000 approvals, stored, recorded and told', value: askedMilliseconds, unit: 'ms' },
    { name: 'verdict to release, p50, 1,000 calls held', value: percentile(releases, 0.5), unit: 'ms' },
    {
      name: 'verdict to release, p95, 1,000 calls held',
      value: percentile(releases, 0.95),
      unit: 'ms',
      budget: { kind: 'at-most', value: 500 },
    },
  ];
}
