import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readEnvironment } from './environment.ts';

test('a variable that is set to nothing is not set: credentials never land in the folder one happens to be in', () => {
  Object.assign(process.env, { COUNTERSIGN_HOME: '', COUNTERSIGN_URL: '', AWS_CONFIG_FILE: '' });

  const { stateDirectory, url, awsConfigFile } = readEnvironment();

  assert.deepEqual(
    [stateDirectory, url, awsConfigFile],
    [join(homedir(), '.countersign'), undefined, join(homedir(), '.aws', 'config')],
  );
});
