/** The CDK app as the CLI runs it. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('credentials of an account that a connection leads to end the synth, before anything is made of it', () => {
  const { status, stderr } = spawnSync(process.execPath, ['bin/app.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      CDK_DEFAULT_ACCOUNT: '123456789012',
      CDK_CONTEXT_JSON: JSON.stringify({ config: 'examples/countersign.config.yaml' }),
    },
  });

  assert.equal(status, 1);
  assert.match(stderr, /connections: "mcp-prod" leads to 123456789012, .*Deploy it into an account of its own/);
  assert.doesNotMatch(stderr, /\n {4}at /);
});

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
