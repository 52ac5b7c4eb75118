import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readArguments } from './arguments.ts';
import { loadConfig } from './load-config.ts';

const shipped = readFileSync(new URL('countersign.config.yaml', import.meta.url), 'utf8');

function loaded(text: string, ...more: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-config-'));
  const file = join(directory, 'countersign.config.yaml');
  writeFileSync(file, text);
  try {
    return loadConfig(readArguments(['--config', file, ...more]));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('a copy of the shipped file has the sandbox, on the port of this run', () => {
  const { config, hasSandbox } = loaded(shipped, '--sandbox-port', '5182');

  assert.equal(hasSandbox, true);
  assert.equal(config.connections[0]?.endpoint, 'http://127.0.0.1:5182');
});

test('a file whose connections end elsewhere has none, whatever its remarks name', () => {
  const { hasSandbox } = loaded(shipped.replace('http://127.0.0.1:%SANDBOX_PORT%', 'http://127.0.0.1:5000'));

  assert.match(shipped, /^#.*%SANDBOX_PORT%/m);
  assert.equal(hasSandbox, false);
});
