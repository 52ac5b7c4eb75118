/** What it costs to record one event durably, to verify the chains, and to seal them. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openCheckpointSigner, publicKeyFile } from '#adapters/local/checkpoint-key.ts';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { createSealStore } from '#adapters/local/seal-store.ts';
import { openStore, type Store } from '#adapters/local/sqlite.ts';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import { sealAll } from '#core/recording/seal.ts';
import { verifyChain } from '#core/recording/verify-chain.ts';
import { createWriter, type Writer } from '#core/recording/writer.ts';
import { callOf, draftOf, principalNamed, resourceNamed, sampleTime } from '#test/contracts/sample-events.ts';
import { median, percentile, type Row } from './row.ts';

const runs = 5;
const eventsPerRun = 1_000;

export async function benchRecord(): Promise<readonly Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const store = openStore(directory);
  try {
    const writer = writing(store);
    const together = await recordingTogether(store, writer);
    return [...(await recording(writer)), ...together, ...verifying(store), ...(await sealing(directory, store))];
  } finally {
    store.close();
    rmSync(directory, { recursive: true });
  }
}

/** CPU is what the budget counts; most of the rest is waiting for the disk. */
async function recording(writer: Writer): Promise<readonly Row[]> {
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let count = 0; count < eventsPerRun; count += 1) await writer.record(draftNumbered(count));
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage();
    for (let count = 0; count < eventsPerRun; count += 1) {
      const from = performance.now();
      await writer.record(draftNumbered(count));
      wall.push((performance.now() - from) * 1000);
      // What is indexed when nobody waits counts as well.
      await setImmediate();
    }
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / eventsPerRun);
  }
  return [
    { name: 'record one event durably, CPU', value: median(cpu), unit: 'µs', budget: { kind: 'at-most', value: 250 } },
    { name: 'record one event durably, p50', value: percentile(wall, 0.5), unit: 'µs' },
    { name: 'record one event durably, p99', value: percentile(wall, 0.99), unit: 'µs' },
  ];
}

const callerCounts = [1, 16, 64] as const;

/** What callers share: by turns in one run, each event in a commit of its own, and all that wait in one. */
async function recordingTogether(store: Store, writer: Writer): Promise<readonly Row[]> {
  const alone = createWriter({ ...optionsOf(store), recorder: { ...createSqliteRecorder(store), mostAtOnce: 1 } });
  const rows: Row[] = [];
  for (const callers of callerCounts) {
    const who = callers === 1 ? '1 caller' : `${callers} callers`;
    const [one, shared]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      one.push(await eventsPerSecond(alone, callers));
      shared.push(await eventsPerSecond(writer, callers));
    }
    rows.push({ name: `record durably, ${who}, a commit each`, value: median(one), unit: 'events/s' });
    rows.push({ name: `record durably, ${who}, commits shared`, value: median(shared), unit: 'events/s' });
  }
  return rows;
}

const eventsTogether = 256;

async function eventsPerSecond(writer: Writer, callers: number): Promise<number> {
  let left = eventsTogether;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      await writer.record(draftNumbered(left));
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  return eventsTogether / ((performance.now() - from) / 1000);
}

function verifying(store: Store): readonly Row[] {
  const lines = store.read
    .prepare('SELECT line FROM event ORDER BY id')
    .all()
    .map(({ line }) => String(line));
  const speeds = Array.from({ length: runs }, () => {
    const from = performance.now();
    const { events, fault } = verifyChain(lines);
    if (fault !== undefined) throw new Error(fault.sentence);
    return events / ((performance.now() - from) / 1000);
  });
  return [{ name: 'verify the chains', value: median(speeds), unit: 'events/s', budget: { kind: 'at-least', value: 10_000 } }];
}

/** Everything recorded so far becomes one segment, and the files are verified against the store as the command does it. */
async function sealing(directory: string, store: Store): Promise<readonly Row[]> {
  const events = Number(store.read.prepare('SELECT count(*) AS events FROM event').get()?.events);
  const signer = openCheckpointSigner(directory);
  const { now } = sampleTime('2026-11-02T14:00:00.000Z', 10);
  const from = performance.now();
  await sealAll({
    store: createSealStore(store, createRecordFiles(directory)),
    signer,
    now,
    tenant: 'local',
    alarm: () => undefined,
  });
  const sealed = performance.now();
  verifyDirectory(directory, { key: [join(directory, publicKeyFile)] });
  const verified = performance.now();
  return [
    { name: 'seal, every line checked', value: events / ((sealed - from) / 1000), unit: 'events/s' },
    {
      name: 'verify segments, checkpoints and store',
      value: events / ((verified - sealed) / 1000),
      unit: 'events/s',
      budget: { kind: 'at-least', value: 10_000 },
    },
  ];
}

/** Writers of one store draw their ids from one source. */
const times = new WeakMap<Store, ReturnType<typeof sampleTime>>();

function optionsOf(store: Store) {
  const time = times.get(store) ?? sampleTime('2026-11-02T12:00:00.000Z', 10);
  times.set(store, time);
  return { ...time, tenant: 'local', productVersion: '0.1.0' };
}

function writing(store: Store): Writer {
  return createWriter({ recorder: createSqliteRecorder(store), ...optionsOf(store) });
}

/** Intent and outcome in turn, of 20 people in 5 groups, over 10 operations, 3 connections and 200 resources. */
function draftNumbered(number: number) {
  const call = Math.floor(number / 2);
  const person = call % 20;
  const isDenied = call % 50 === 0;
  return draftOf({
    kind: number % 2 === 0 ? 'intent' : 'outcome',
    callId: `CALL${call}`,
    principal: principalNamed(`person-${person}`, ['engineers', `team-${person % 5}`]),
    session: `SESSION${person}-${Math.floor(call / 2000)}`,
    connection: `connection-${call % 3}`,
    call: callOf(call % 4 === 0 ? 's3' : 'ec2', `Operation${call % 10}`, {
      access: call % 7 === 0 ? 'write' : 'list',
      resources: [resourceNamed(`arn:aws:ec2:eu-west-1:123456789012:instance/i-${call % 200}`)],
    }),
    ...(isDenied
      ? { decision: { outcome: 'deny', cause: 'guardrail', policies: [{ id: 'never' }], policyVersion: 'f00d' } }
      : {}),
  });
}
