import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { seal, unseal } from '#core/sealed.ts';
import { openKeyring } from './keys.ts';

let directory: string;
let file: string;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'countersign-keys-')), 'data');
  file = join(directory, 'keys.json');
});

afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

test('the first start makes keys that only their owner reads, and leaves no draft behind', () => {
  openKeyring(directory);

  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(directory).mode & 0o077, 0);
  assert.deepEqual(readdirSync(directory), ['keys.json']);
});

test('what was sealed before a restart opens after it', () => {
  const sealed = seal(openKeyring(directory), 'search-cursor', Buffer.from('clear'));

  const opened = unseal(openKeyring(directory), 'search-cursor', sealed);

  assert.deepEqual(Buffer.from(opened ?? []).toString(), 'clear');
});

test('two installations have different keys', () => {
  const sealed = seal(openKeyring(directory), 'search-cursor', Buffer.from('clear'));

  const opened = unseal(openKeyring(join(directory, 'other')), 'search-cursor', sealed);

  assert.equal(opened, undefined);
});

test('keys that others can read are refused with the command that mends it', () => {
  openKeyring(directory);
  for (const mode of [0o640, 0o604, 0o644, 0o620]) {
    chmodSync(file, mode);

    assert.throws(() => openKeyring(directory), {
      message: `${file} holds keys and can be read by others. Run: chmod 600 ${file}`,
    });
  }
});

test('a link to a file that others can read is refused', () => {
  mkdirSync(directory);
  writeFileSync(join(directory, 'shared'), '{}', { mode: 0o644 });
  symlinkSync(join(directory, 'shared'), file);

  assert.throws(() => openKeyring(directory), /can be read by others/);
});

test('a directory in the place of the keys is refused with a cure', () => {
  mkdirSync(file, { recursive: true, mode: 0o700 });

  assert.throws(() => openKeyring(directory), /cannot be read\. Make it a file/);
});

test('a damaged file is never replaced by new keys, and the refusal quotes nothing of it', () => {
  const secret = 'S'.repeat(43);
  const damaged = [
    '',
    `{"current":"k1","k1":"${secret}`,
    `{"current":"k2","k1":"${secret}"}`,
    `{"k1":"${secret}"}`,
    `{"current":"k1","k1":"short"}`,
    `{"current":"k1","k1":["${secret}"]}`,
    `{"current":"K1","K1":"${secret}"}`,
    `["${secret}"]`,
  ];
  mkdirSync(directory, { mode: 0o700 });
  for (const text of damaged) {
    writeFileSync(file, text, { mode: 0o600 });

    assert.throws(
      () => openKeyring(directory),
      (error: Error) => error.message.startsWith(`${file} is no keyring`) && !error.message.includes('SSS'),
    );
    assert.equal(readFileSync(file, 'utf8'), text);
  }
});
