import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsCli, keysEnv } from './aws-cli.ts';
import { startMoto } from './moto.ts';
import { needs, onPath } from './on-path.ts';

test('a program is found on PATH, and one that is not there is not', () => {
  assert.equal(onPath('node'), true);
  assert.equal(onPath('no-such-program-at-all'), false);
  assert.equal(needs('node', 'no-such-program-at-all').skip, 'not on PATH: no-such-program-at-all');
});

test('the CLI reaches a moto_server, which ends when it is told to', needs('aws', 'moto_server'), async () => {
  const moto = await startMoto();
  const env = keysEnv(moto.url, { accessKeyId: 'test', secretAccessKey: 'test' });

  const result = await awsCli(['sts', 'get-caller-identity', '--output', 'text', '--query', 'Account'], env).finally(moto.stop);

  assert.deepEqual({ code: result.code, stdout: result.stdout.trim() }, { code: 0, stdout: '123456789012' });
  await assert.rejects(fetch(moto.url));
});
