/** Whether the sealed record stands where it cannot be changed: its lock, its versions, who reads it, and its newest checkpoint. */

import { epochMilliseconds } from '../instant.ts';
import type { Finding } from './finding.ts';
import type { NewestCheckpoint, RecordLock, RecordPlaceFacts } from './record-place.ts';

/** What the operator's file asks for. A bucket that may be destroyed (`stage: dev`) has no lock, and neither have files. */
export type RecordWanted = { readonly place: 'files' } | { readonly place: 'bucket'; readonly lock?: RecordLock };

/** Silence is sealed as well, once an hour. */
const stillMilliseconds = 2 * 3_600_000;
const dayMilliseconds = 86_400_000;
/** A plain deploy compares templates, and finds nothing to do. */
const putBack = 'Run "npx cdk deploy Countersign --revert-drift"';

export function checkRecord(facts: RecordPlaceFacts, wanted: RecordWanted, now: string): readonly Finding[] {
  return [lockFinding(facts, wanted), privacyFinding(facts, wanted), newestFinding(facts.newest, wanted, now)];
}

function lockFinding({ lock, keepsVersions }: RecordPlaceFacts, wanted: RecordWanted): Finding {
  const check = 'record lock';
  if (wanted.place === 'files') {
    return { check, says: 'files of one machine have none: its signed checkpoints tell what was changed' };
  }
  if (wanted.lock === undefined) return { check, says: 'none, because stage: dev must be destroyed cleanly' };
  const { mode, days } = wanted.lock;
  if (lock === undefined || !keepsVersions) {
    const lacking = lock === undefined ? 'no Object Lock by default' : 'no versions, so Object Lock holds nothing';
    const cure = `${putBack}, and find out who changed it (CloudTrail: PutBucketVersioning, PutObjectLockConfiguration). Every object needs ${mode}, ${days} days.`;
    return { check, says: `the bucket has ${lacking}`, cure };
  }
  if (days > lock.days || (mode === 'compliance' && lock.mode === 'governance')) {
    const cure = `${putBack}: the operator's file asks for ${mode}, ${days} days. Find out who changed it (CloudTrail: PutObjectLockConfiguration).`;
    return { check, says: `holds ${lock.mode}, ${lock.days} days`, cure };
  }
  return { check, says: `Object Lock holds: ${lock.mode}, ${lock.days} days` };
}

function privacyFinding({ isPrivate }: RecordPlaceFacts, { place }: RecordWanted): Finding {
  const check = 'record access';
  if (isPrivate) return { check, says: place === 'files' ? 'its owner alone' : 'nobody in public' };
  if (place === 'files') {
    return { check, says: 'others of this machine can read it', cure: 'Run "chmod -R go-rwx" on the data directory.' };
  }
  return {
    check,
    says: 'Block Public Access is not whole',
    cure: `${putBack}, and find out who changed it (CloudTrail: PutBucketPublicAccessBlock).`,
  };
}

function newestFinding(newest: NewestCheckpoint | undefined, wanted: RecordWanted, now: string): Finding {
  const check = 'record seal';
  const sealer = 'look at the log of the sealer and its alarms (docs/operate.md)';
  if (newest === undefined) {
    return {
      check,
      says: 'nothing is sealed yet',
      cure: `Run doctor again in two minutes; if nothing is sealed then, ${sealer}.`,
    };
  }
  const { seq, sealedAt, isInPlace } = newest;
  if (!isInPlace) {
    const cure = 'Run "countersign sessions verify", and see tampered-events in docs/operate.md.';
    return { check, says: `checkpoint ${seq} is not stored as it was signed`, cure };
  }
  if (epochMilliseconds(now) - epochMilliseconds(sealedAt) > stillMilliseconds) {
    return { check, says: `the newest checkpoint is of ${sealedAt}`, cure: `Nothing was sealed since: ${sealer}.` };
  }
  if (!isLockedLongEnough(newest, wanted)) {
    const cure = `${putBack}, and run doctor once more when the next checkpoint is there.`;
    return { check, says: `checkpoint ${seq} can be deleted before its time`, cure };
  }
  return { check, says: `checkpoint ${seq} stands as it was signed at ${sealedAt}` };
}

/** A day is left for the clocks of who signs and who locks. */
function isLockedLongEnough({ sealedAt, lockedUntil }: NewestCheckpoint, wanted: RecordWanted): boolean {
  if (wanted.place === 'files' || wanted.lock === undefined) return true;
  if (lockedUntil === undefined) return false;
  return epochMilliseconds(lockedUntil) - epochMilliseconds(sealedAt) >= (wanted.lock.days - 1) * dayMilliseconds;
}
