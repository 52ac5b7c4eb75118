/** The table of Athena is that of the segments: where they lie, and what stands in them. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Json } from '#core/model.ts';
import { isList, memberOf } from '#core/recording/read-json.ts';
import { segmentKey } from '#core/recording/segment.ts';
import { createWriter } from '#core/recording/writer.ts';
import { asMasked, callOf, draftOf, principalNamed, resourceNamed, sampleTime } from '#test/contracts/sample-events.ts';

const sql = readFileSync(new URL('../../examples/athena/events.sql', import.meta.url), 'utf8');

test('a segment lies where the table looks for it', () => {
  const place = { tenant: 'ACCOUNT', seq: 7, time: '2026-11-02T03:04:05.000Z', sha256: 'ab'.repeat(32) };
  const [, template = ''] = /'storage.location.template' = 's3:\/\/BUCKET\/(.*)'/.exec(sql) ?? [];

  const folder = template.replace(/\$\{dt\}/, '2026-11-02').replace(/\$\{hh\}/, '03');

  assert.notEqual(folder, template);
  assert.equal(segmentKey(place).slice(0, folder.length), folder);
});

test('every column of the table is a member of some event, of the type that the table says', async () => {
  const events = await sampleEvents();
  const [, columns = ''] = /countersign_events \(\n([\s\S]*?)\n\)\n/.exec(sql) ?? [];

  const missing = columns.split(',\n').flatMap((column) => {
    const [, name = '', type = ''] = /^\s*(\w+) (.*)$/s.exec(column) ?? [];
    return events.some((event) => fits(memberOf(event, name), type)) ? [] : [name];
  });

  assert.ok(columns.split(',\n').length > 15);
  assert.deepEqual(missing, []);
});

/** Whether a value has the type, and of a struct's members those that it has. Athena knows names in small letters alone. */
function fits(value: Json | undefined, type: string): boolean {
  if (value === undefined) return false;
  if (type === 'string') return typeof value === 'string' || (typeof value === 'object' && value !== null);
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'int' || type === 'bigint') return Number.isInteger(value);
  const [, inner = ''] = /^\w+<(.*)>$/.exec(type) ?? [];
  if (type.startsWith('array')) return isList(value) && value.every((item) => fits(item, inner));
  const members = new Map(
    Object.entries(isList(value) || typeof value !== 'object' ? {} : (value ?? {})).map(([name, member]) => [
      name.toLowerCase(),
      member,
    ]),
  );
  const named = membersOf(inner).filter(([name]) => members.has(name));
  return named.length > 0 && named.every(([name, memberType]) => fits(members.get(name), memberType));
}

function membersOf(text: string): readonly (readonly [string, string])[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (const [index, character] of [...text, ','].entries()) {
    if (character === '<') depth += 1;
    if (character === '>') depth -= 1;
    if (character !== ',' || depth > 0) continue;
    parts.push(text.slice(start, index).trim());
    start = index + 1;
  }
  return parts.map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)]);
}

async function sampleEvents(): Promise<readonly Json[]> {
  const events: Json[] = [];
  const recorder = {
    append: async (appended: readonly { line: string }[]) => {
      for (const { line } of appended) events.push(JSON.parse(line));
    },
    openIntents: async () => [],
  };
  const writer = createWriter({ recorder, ...sampleTime(), tenant: 'acme', productVersion: '0.1.0' });
  const call = callOf('ec2', 'TerminateInstances', { resources: [resourceNamed('arn:aws:ec2:eu-west-1:1:instance/i-1')] });
  const answer = { outcome: 'failure', httpStatus: 400, errorCode: 'X', errorMessage: asMasked('x'), latencyMs: 3 } as const;
  const agent = { ...principalNamed('agent'), kind: 'agent', onBehalfOf: principalNamed('engineer') } as const;
  await writer.record(draftOf({ kind: 'intent', call, reason: asMasked('why'), roleArn: 'arn', sourceIdentity: 'x' }));
  await writer.record(draftOf({ call, answer, detail: asMasked({ approval: 'A' }), principal: agent }));
  return events;
}
