import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsCli, keysEnv } from './aws-cli.ts';
import { openAwsShell } from './aws-cli-shell.ts';
import { startMoto } from './moto.ts';
import { needs } from './on-path.ts';

test(
  'the CLI reaches a moto_server, kept running as by its program, and both end when they are told to',
  needs('aws', 'moto_server'),
  async () => {
    const moto = await startMoto();
    const shell = await openAwsShell();
    const env = keysEnv(moto.url, { accessKeyId: 'test', secretAccessKey: 'test' });
    const commands = ['sts get-caller-identity --output text --query Account', 'iam get-user --user-name nobody', 'sts nothing'];

    const started = await Promise.all(commands.map((command) => awsCli(command.split(' '), env)));
    const kept = await Promise.all(commands.map((command) => shell.run(command.split(' '), env)));

    await Promise.all([moto.stop(), shell.close()]);
    assert.deepEqual(kept, started);
    assert.deepEqual(
      kept.map(({ code }) => code),
      [0, 255, 2],
    );
    await assert.rejects(fetch(moto.url));
  },
);
