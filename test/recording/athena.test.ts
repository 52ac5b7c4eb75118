/** The table of Athena is that of the segments: where they lie, and what stands in them. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Json } from '#core/model.ts';
import type { Checkpoint } from '#core/recording/checkpoint.ts';
import { isList, memberOf } from '#core/recording/read-json.ts';
import { sealNext } from '#core/recording/seal.ts';
import { unpackSegment } from '#core/recording/segment.ts';
import { asMasked, callOf, draftOf, principalNamed, resourceNamed } from '#test/contracts/sample-events.ts';
import { openSealedRecord, type SealedRecord } from './sealed-record.ts';

const sql = readFileSync(new URL('../../examples/athena/events.sql', import.meta.url), 'utf8');
const [, columnText = ''] = /countersign_events \(\n([\s\S]*?)\n\)\n/.exec(sql) ?? [];
/** Column's name → the key in the event, where they differ. */
const mappings = new Map(Array.from(sql.matchAll(/'mapping\.(\w+)' = '(\w+)'/g), ([, name = '', key = '']) => [name, key]));

const record = await openSealedRecord();
after(() => record.close());
const sealed = await sealSamples(record);
const events = eventsOf(sealed, record);

test('a segment lies where the table looks for it', () => {
  const { key = '' } = sealed.segment ?? {};
  const [, template = ''] = /'storage.location.template' = 's3:\/\/BUCKET\/(.*)'/.exec(sql) ?? [];
  const [date = '', hour = ''] = (sealed.from ?? '').split('T');

  const folder = template
    .replace('ACCOUNT', sealed.tenant)
    .replace(/\$\{dt\}/, date)
    .replace(/\$\{hh\}/, hour.slice(0, 2));

  assert.match(folder, /^events\/tenant=local\/dt=2026-11-02\/hh=10\/$/);
  assert.equal(key.slice(0, key.lastIndexOf('/') + 1), folder);
  assert.match(sql, /LOCATION 's3:\/\/BUCKET\/events\/tenant=ACCOUNT\/'/);
});

test('each column and each member of it stands in some sealed event, and always in the type that the table says', () => {
  const columns = membersOf(columnText, ' ');
  const seen = new Set<string>();

  const faults = events.flatMap((event) => columns.flatMap(([name, type]) => faultsOf(memberAt(event, name), type, name, seen)));

  assert.ok(columns.length > 20);
  assert.deepEqual([...new Set(faults)], []);
  assert.deepEqual(
    columns.flatMap(([name, type]) => leavesOf(type, name)).filter((leaf) => !seen.has(leaf)),
    [],
  );
});

test('the table tells keys apart by their case: a call may have parameters that differ in nothing else', () => {
  const parameters = events.map((event) => memberOf(event, 'api', 'request', 'data'));

  assert.ok(parameters.some((data) => memberOf(data, 'Key') !== undefined && memberOf(data, 'key') !== undefined));
  assert.match(sql, /'case\.insensitive' = 'false'/);
});

test('a name that Athena reserves stands in backticks', () => {
  const names = Array.from(columnText.matchAll(/(?<=^\s*|[<,]\s*)(`?)(\w+)\1(?=:| \w)/gm), ([whole, , name = '']) => ({
    whole,
    name,
  }));

  const bare = names.filter(({ whole, name }) => reserved.has(name.toUpperCase()) && whole === name);

  assert.ok(names.length > 60);
  assert.deepEqual(bare, []);
});

/** docs.aws.amazon.com/athena/latest/ug/reserved-words.html: those of DDL statements. */
const reserved: ReadonlySet<string> = new Set(
  `ALL ALTER AND ARRAY AS AUTHORIZATION BETWEEN BIGINT BINARY BOOLEAN BOTH BY CASE CASHE CAST CHAR COLUMN CONF CONSTRAINT COMMIT CREATE
  CROSS CUBE CURRENT CURRENT_DATE CURRENT_TIMESTAMP CURSOR DATABASE DATE DAYOFWEEK DECIMAL DELETE DESCRIBE DISTINCT DIV DOUBLE DROP ELSE
  END EXCHANGE EXISTS EXTENDED EXTERNAL EXTRACT FALSE FETCH FLOAT FLOOR FOLLOWING FOR FOREIGN FROM FULL FUNCTION GRANT GROUP GROUPING
  HAVING IF IMPORT IN INNER INSERT INT INTEGER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT LESS LIKE LOCAL MACRO MAP MORE NONE NOT NULL
  NUMERIC OF ON ONLY OR ORDER OUT OUTER OVER PARTIALSCAN PARTITION PERCENT PRECEDING PRECISION PRESERVE PRIMARY PROCEDURE RANGE READS
  REDUCE REGEXP REFERENCES REVOKE RIGHT RLIKE ROLLBACK ROLLUP ROW ROWS SELECT SET SMALLINT START TABLE TABLESAMPLE THEN TIME TIMESTAMP TO
  TRANSFORM TRIGGER TRUE TRUNCATE UNBOUNDED UNION UNIQUEJOIN UPDATE USER USING UTC_TIMESTAMP VALUES VARCHAR VIEWS WHEN WHERE WINDOW WITH`.split(
    /\s+/,
  ),
);

/** What of a value is not of the type; which leaves it has is noted. A string takes any value: Athena gives what is no text as JSON. */
function faultsOf(value: Json | undefined, type: string, path: string, seen: Set<string>): readonly string[] {
  if (value === undefined) return [];
  const [, inner = ''] = /^\w+<(.*)>$/.exec(type) ?? [];
  if (type.startsWith('array'))
    return isList(value) ? value.flatMap((item) => faultsOf(item, inner, path, seen)) : [`${path} is no list`];
  if (type.startsWith('struct')) {
    if (typeof value !== 'object' || value === null || isList(value)) return [`${path} is no object`];
    return membersOf(inner, ':').flatMap(([name, member]) => faultsOf(memberAt(value, name), member, `${path}.${name}`, seen));
  }
  seen.add(path);
  return isOf(value, type) ? [] : [`${path} is no ${type}`];
}

function isOf(value: Json, type: string): boolean {
  if (type === 'string') return value !== null;
  if (type === 'boolean') return typeof value === 'boolean';
  const most = type === 'int' ? 2 ** 31 : 2 ** 53;
  return (type === 'int' || type === 'bigint') && Number.isInteger(value) && Math.abs(Number(value)) < most;
}

function leavesOf(type: string, path: string): readonly string[] {
  const [, inner = ''] = /^\w+<(.*)>$/.exec(type) ?? [];
  if (type.startsWith('array')) return leavesOf(inner, path);
  if (type.startsWith('struct')) return membersOf(inner, ':').flatMap(([name, member]) => leavesOf(member, `${path}.${name}`));
  return [path];
}

function memberAt(value: Json, name: string): Json | undefined {
  return memberOf(value, mappings.get(name) ?? name);
}

/** `a:int, b:struct<c:int>` → names and their types. */
function membersOf(text: string, separator: ':' | ' '): readonly (readonly [string, string])[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (const [index, character] of [...text, ','].entries()) {
    if (character === '<') depth += 1;
    if (character === '>') depth -= 1;
    if (character !== ',' || depth > 0) continue;
    parts.push(text.slice(start, index).trim());
    start = index + 1;
  }
  return parts.map((part) => [
    part.slice(0, part.indexOf(separator)).replaceAll('`', ''),
    part.slice(part.indexOf(separator) + 1).trim(),
  ]);
}

/** What a deployment records in all its kinds, through the real writer and sealer. */
async function sealSamples({ sealing, writers: [writer] }: SealedRecord): Promise<Checkpoint> {
  const resources = [resourceNamed('arn:aws:ec2:eu-west-1:1:instance/i-1')];
  const call = callOf('ec2', 'TerminateInstances', { resources, parameters: asMasked({ Key: 'a', key: 'b' }) });
  const failed = { outcome: 'failure', httpStatus: 400, errorCode: 'X', errorMessage: asMasked('x'), latencyMs: 3.4 } as const;
  const answered = { outcome: 'success', httpStatus: 200, upstreamRequestId: 'r', body: asMasked(Buffer.from('{}')) } as const;
  const agent = { ...principalNamed('agent'), kind: 'agent', clientId: 'c', onBehalfOf: principalNamed('engineer') } as const;
  const denied = {
    outcome: 'deny',
    cause: 'guardrail',
    policies: [{ id: 'never', reason: 'Never.' }],
    policyVersion: 'f00d',
  } as const;
  const awaits = { outcome: 'needs-approval', chains: ['a'], policies: [{ id: 'ask' }], policyVersion: 'f00d' } as const;
  const masks = [{ rule: 'a', class: 'credential', count: 2, paths: ['x'] }];
  const taken = { roleArn: 'arn', sourceIdentity: 'x', digest: 'd', reason: asMasked('why') };
  await writer.record(draftOf({ kind: 'session', detail: asMasked({ state: 'opened' }), breakGlass: true }));
  await writer.record(draftOf({ kind: 'intent', call, ...taken }));
  await writer.record(draftOf({ call, answer: failed, detail: asMasked({ approval: 'A' }), principal: agent, ...taken }));
  await writer.record(draftOf({ call, answer: answered, masks }));
  await writer.record(draftOf({ kind: 'refused', call, decision: denied }));
  await writer.record(draftOf({ kind: 'refused', call, decision: awaits }));
  const { principal: _nobody, call: _none, ...unidentified } = draftOf({ kind: 'refused' });
  await writer.record(unidentified);
  const checkpoint = await sealNext(sealing);
  assert.ok(checkpoint !== undefined);
  return checkpoint;
}

function eventsOf({ segment }: Checkpoint, { directory }: SealedRecord): readonly Json[] {
  return (unpackSegment(readFileSync(join(directory, segment?.key ?? ''))) ?? []).map((line) => JSON.parse(line));
}
