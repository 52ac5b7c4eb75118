/**
 * Loaded into a gateway before its own code: while a file `full` stands in its data directory, no store of SQLite may grow by a page,
 * as on a full disk; `filled` says that it is so.
 */

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const opened = new Set<DatabaseSync>();

const { exec } = DatabaseSync.prototype;
/** Every store says by it how it is opened. */
DatabaseSync.prototype.exec = function noted(this: DatabaseSync, sql: string): void {
  opened.add(this);
  exec.call(this, sql);
};

const directory = process.argv[process.argv.indexOf('--data') + 1] ?? '';
const [asked, done] = [`${directory}/full`, `${directory}/filled`];

setInterval(() => {
  if (existsSync(asked) === existsSync(done)) return;
  const isFull = existsSync(asked);
  for (const database of opened) {
    if (!database.isOpen) continue;
    const pages = isFull ? Number(database.prepare('PRAGMA page_count').get()?.page_count) : 1_000_000;
    database.exec(`PRAGMA max_page_count = ${pages}`);
  }
  if (isFull) writeFileSync(done, '');
  else rmSync(done);
}, 20).unref();
