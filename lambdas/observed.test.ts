import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { log } from './log.ts';
import { meter } from './meter.ts';
import { observed } from './observed.ts';

/** What is written to standard output meanwhile, line by line. */
async function written(run: () => Promise<unknown>): Promise<readonly Record<string, unknown>[]> {
  const lines: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => {
    lines.push(String(text));
    return true;
  };
  await run().finally(() => {
    process.stdout.write = write;
  });
  return lines.flatMap((text) => (text.startsWith('{') ? [JSON.parse(text)] : []));
}

const failing = observed(async (_event: object, _context: object) => {
  meter('RecorderErrors');
  log({ level: 'info', message: 'it failed', code: 'internal', callId: 'call-1' });
  throw new Error('no');
});

test('a line of the log names its invocation, its trace and its call, and the next invocation’s does not name this one', async (t) => {
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1';
  t.after(() => delete process.env._X_AMZN_TRACE_ID);

  const lines = await written(async () => {
    for (const awsRequestId of ['invocation-1', 'invocation-2']) await failing({}, { awsRequestId }).catch(() => undefined);
  });

  const logged = lines.filter(({ message }) => message === 'it failed');
  assert.deepEqual(
    logged.map(({ requestId, xray_trace_id: trace, callId }) => [requestId, trace, callId]),
    ['invocation-1', 'invocation-2'].map((id) => [id, '1-5759e988-bd862e3fe1be46a994272793', 'call-1']),
  );
});

test('what was counted is published also when the handler throws, and nothing when nothing was counted', async () => {
  const lines = await written(async () => {
    await assert.rejects(failing({}, { awsRequestId: 'invocation-3' }), /^GatewayError: The gateway failed/);
    await observed(async () => undefined)();
  });

  const published = lines.filter((line) => '_aws' in line);
  assert.deepEqual(
    published.map(({ service, RecorderErrors }) => [service, RecorderErrors]),
    [['countersign', 1]],
  );
  assert.match(JSON.stringify(published[0]?._aws), /"Namespace":"Countersign"/);
});

test('every function’s handler is observed', () => {
  const entries = globSync('*/index.ts', { cwd: import.meta.dirname });

  assert.ok(entries.length >= 9);
  for (const file of entries) assert.match(readFileSync(`${import.meta.dirname}/${file}`, 'utf8'), /\bobserved\(/, file);
});
