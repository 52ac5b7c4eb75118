import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRecord, type RecordWanted } from './check-record.ts';
import type { NewestCheckpoint, RecordPlaceFacts } from './record-place.ts';

const now = '2026-05-04T10:00:00.000Z';
const newest: NewestCheckpoint = {
  seq: 7,
  sealedAt: '2026-05-04T09:59:00.000Z',
  isInPlace: true,
  lockedUntil: '2027-06-08T09:59:00.000Z',
};
const sound: RecordPlaceFacts = { lock: { mode: 'governance', days: 400 }, keepsVersions: true, isPrivate: true, newest };
const bucket: RecordWanted = { place: 'bucket', lock: { mode: 'governance', days: 400 } };

test('a record that holds has a line for its lock, who reads it, and its newest checkpoint', () => {
  assert.deepEqual(
    checkRecord(sound, bucket, now).map(({ says }) => says),
    [
      'Object Lock holds: governance, 400 days',
      'nobody in public',
      'checkpoint 7 stands as it was signed at 2026-05-04T09:59:00.000Z',
    ],
  );
  assert.ok(checkRecord(sound, bucket, now).every(({ cure }) => cure === undefined));
});

test('a stronger lock than the operator asked for is none to cure', () => {
  const findings = checkRecord({ ...sound, lock: { mode: 'compliance', days: 500 } }, bucket, now);

  assert.ok(findings.every(({ cure }) => cure === undefined));
});

for (const [what, facts, wanted, told] of [
  ['no Object Lock', { lock: undefined }, bucket, /no Object Lock by default.*--revert-drift/],
  ['no versions', { keepsVersions: false }, bucket, /no versions, so Object Lock holds nothing/],
  ['fewer days', { lock: { mode: 'governance', days: 1 } }, bucket, /holds governance, 1 days.*asks for governance, 400 days/],
  [
    'a mode that can be overridden',
    {},
    { place: 'bucket', lock: { mode: 'compliance', days: 400 } },
    /holds governance.*asks for compliance/,
  ],
  ['open access', { isPrivate: false }, bucket, /Block Public Access is not whole/],
  ['no seal', { newest: undefined }, bucket, /nothing is sealed yet.*look at the log of the sealer/],
  [
    'another file',
    { newest: { ...newest, isInPlace: false } },
    bucket,
    /checkpoint 7 is not stored as it was signed.*sessions verify/,
  ],
  [
    'an old seal',
    { newest: { ...newest, sealedAt: '2026-05-04T07:59:00.000Z' } },
    bucket,
    /newest checkpoint is of 2026-05-04T07/,
  ],
  [
    'a file without a lock',
    { newest: { seq: 7, sealedAt: newest.sealedAt, isInPlace: true } },
    bucket,
    /checkpoint 7 can be deleted before its time/,
  ],
  [
    'a file whose lock ends early',
    { newest: { ...newest, lockedUntil: '2026-06-04T00:00:00.000Z' } },
    bucket,
    /checkpoint 7 can be deleted before its time/,
  ],
  ['files that others read', { isPrivate: false }, { place: 'files' }, /others of this machine can read it.*chmod/],
] as const) {
  test(`${what}: told with the cure`, () => {
    const { lock, newest: checkpoint, ...rest } = { ...sound, ...facts };
    const found = {
      ...rest,
      ...(lock === undefined ? {} : { lock }),
      ...(checkpoint === undefined ? {} : { newest: checkpoint }),
    };

    const lines = checkRecord(found, wanted, now).flatMap(({ says, cure }) => (cure === undefined ? [] : [`${says}. ${cure}`]));

    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', told);
  });
}

test('files, and a bucket that is to be destroyed, say why they have no lock', () => {
  const unlocked = { keepsVersions: false, isPrivate: true, newest: { seq: 7, sealedAt: newest.sealedAt, isInPlace: true } };

  for (const [wanted, says] of [
    [{ place: 'files' }, /files of one machine have none/],
    [{ place: 'bucket' }, /stage: dev/],
  ] as const) {
    const findings = checkRecord(unlocked, wanted, now);

    assert.match(findings[0]?.says ?? '', says);
    assert.ok(findings.every(({ cure }) => cure === undefined));
  }
});
