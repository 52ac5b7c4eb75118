/** The CDK app as the CLI runs it. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('a wrong value in the operator’s file ends the synth with its path and cure, and no stack trace', () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-app-'));
  const config = join(directory, 'wrong.yaml');
  const example = readFileSync(join(root, 'examples/countersign.config.yaml'), 'utf8');
  writeFileSync(config, `${example.replace('hotDays: 90', 'hotDay: 90')}`);

  const { status, stderr } = spawnSync(process.execPath, ['bin/app.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, CDK_OUTDIR: join(directory, 'out'), CDK_CONTEXT_JSON: JSON.stringify({ config }) },
  });
  rmSync(directory, { recursive: true });

  assert.equal(status, 1);
  assert.match(stderr, /wrong\.yaml:\n {2}recording: unknown key "hotDay"\. Remove it/);
  assert.doesNotMatch(stderr, /\n {4}at /);
});
