/** Approvals on one machine: each change is one durable SQLite transaction with its condition inside. */

import type { SQLInputValue } from 'node:sqlite';
import type { Approval } from '#core/approval/approval.ts';
import type { ApprovalQuery, ApprovalStore } from '#core/approval/approval-ports.ts';
import { everyEntry } from '#core/approval/progress.ts';
import { type Store, storing, transacting } from './sqlite.ts';

export function createSqliteApprovals(store: Store): ApprovalStore {
  const { write, read } = store;
  const newest = write.prepare('SELECT id FROM approval WHERE digest = ? ORDER BY number DESC LIMIT 1');
  const insert = write.prepare(
    `INSERT INTO approval (id, version, state, digest, requester, person, session, document)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  const insertKey = write.prepare('INSERT INTO approval_key (kind, value, number) VALUES (?, ?, ?)');
  const update = write.prepare('UPDATE approval SET version = ?, state = ?, document = ? WHERE id = ? AND version = ?');
  const byId = read.prepare('SELECT document FROM approval WHERE id = ?');
  const byDigest = read.prepare('SELECT document FROM approval WHERE digest = ? ORDER BY number DESC LIMIT 1');

  function create(approval: Approval, after: string | undefined): boolean {
    return transacting(write, () => {
      const found = newest.get(approval.digest)?.id;
      if (found !== after) return false;
      const { id, version, state, digest, requester, session } = approval;
      const person = requester.onBehalfOf?.id ?? requester.id;
      const row = insert.run(id, version, state, digest, requester.id, person, session, JSON.stringify(approval));
      if (row.changes === 0) return false;
      for (const [kind, value] of keysOf(approval)) insertKey.run(kind, value, row.lastInsertRowid);
      return true;
    });
  }

  function replace(approval: Approval): boolean {
    const { id, version, state } = approval;
    return update.run(version, state, JSON.stringify(approval), id, version - 1).changes === 1;
  }

  function list(query: ApprovalQuery, limit: number): readonly Approval[] {
    const { sql, values } = listing(query);
    return read
      .prepare(sql)
      .all(...values, limit)
      .map(approvalOf);
  }

  return {
    create: async (approval, after) => storing(() => create(approval, after)),
    find: async (id) => storing(() => optional(byId.get(id))),
    newestOf: async (digest) => storing(() => optional(byDigest.get(digest))),
    replace: async (approval) => storing(() => replace(approval)),
    list: async (query, limit) => storing(() => list(query, limit)),
  };
}

function keysOf({ chains }: Approval): readonly (readonly [kind: string, value: string])[] {
  return [...everyEntry(chains).map((entry) => ['entry', entry] as const), ...chains.map(({ name }) => ['chain', name] as const)];
}

type Listing = { readonly sql: string; readonly values: readonly SQLInputValue[] };

function listing({ states, requester, entries, chain, session }: ApprovalQuery): Listing {
  const conditions: Listing[] = [
    { sql: `state IN (${places(states)})`, values: states },
    ...(requester === undefined ? [] : [{ sql: '(requester = ? OR person = ?)', values: [requester, requester] }]),
    ...(session === undefined ? [] : [{ sql: 'session = ?', values: [session] }]),
    ...(entries === undefined ? [] : [keyed('entry', entries)]),
    ...(chain === undefined ? [] : [keyed('chain', [chain])]),
  ];
  return {
    sql: `SELECT document FROM approval WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} ORDER BY number DESC LIMIT ?`,
    values: conditions.flatMap(({ values }) => values),
  };
}

function keyed(kind: 'entry' | 'chain', values: readonly string[]): Listing {
  return {
    sql: `number IN (SELECT number FROM approval_key WHERE kind = '${kind}' AND value IN (${places(values)}))`,
    values,
  };
}

function places(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

type Row = Record<string, unknown>;

function optional(row: Row | undefined): Approval | undefined {
  return row === undefined ? undefined : approvalOf(row);
}

/** Only this adapter writes the documents. */
function approvalOf({ document }: Row): Approval {
  return JSON.parse(String(document)) as Approval;
}
