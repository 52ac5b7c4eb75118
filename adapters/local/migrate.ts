/** Brings the local store's schema up to date, one step a transaction; `user_version` counts the steps that were made. */

import type { DatabaseSync } from 'node:sqlite';
import { GatewayError } from '#core/errors.ts';
import { createApproval } from './schema-approval.ts';
import { createCheckpoint } from './schema-checkpoint.ts';
import { createExecution } from './schema-execution.ts';
import { createInbox } from './schema-inbox.ts';
import { createRecord, moveIndex } from './schema-record.ts';
import { createRetention } from './schema-retention.ts';
import { createRevocation } from './schema-revocation.ts';
import { createStoredCall } from './schema-stored-call.ts';

/** Never changed once released: a new version of the schema is a new step. */
export const steps: readonly string[] = [
  createRecord,
  createRevocation,
  createApproval,
  createCheckpoint,
  createInbox,
  createExecution,
  moveIndex,
  createStoredCall,
  createRetention,
];

/** Errors: `recorder-unavailable` for a store that a newer version made. */
export function migrate(database: DatabaseSync): void {
  if (versionOf(database) > steps.length) {
    throw new GatewayError(
      'recorder-unavailable',
      'The local store was made by a newer version of Countersign. Start that version, or another data directory.',
    );
  }
  while (versionOf(database) < steps.length) migrateOnce(database);
}

/** The version is read again under the lock, because two processes may start at the same time. */
function migrateOnce(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(database);
    const step = steps[version];
    if (step !== undefined) database.exec(`${step}; PRAGMA user_version = ${version + 1}`);
    database.exec('COMMIT');
  } catch (thrown) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw thrown;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}
