import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { awsCli, keysEnv } from './support/aws-cli.ts';
import { type Issued, startGateway, type TestGateway } from './support/gateway.ts';
import { needs } from './support/on-path.ts';

const Bucket = 'demo';
const home = mkdtempSync(join(tmpdir(), 'countersign-parts-'));
let gateway: TestGateway;
let issued: Issued;

before(async () => {
  gateway = await startGateway();
  issued = await gateway.issue('engineer');
});
after(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});

test('20 MB go up and down byte for byte with the settings of the profile', needs('aws'), async () => {
  const env = { AWS_PROFILE: 'p', AWS_CONFIG_FILE: join(home, 'parts') };
  writeFileSync(
    env.AWS_CONFIG_FILE,
    '[profile p]\ns3 =\n  addressing_style = path\n  multipart_threshold = 5MB\n  multipart_chunksize = 5MB\n',
  );
  const { AWS_CONFIG_FILE: _none, ...keys } = keysEnv(gateway.wireUrl, issued);
  const [up, down] = [join(home, 'up'), join(home, 'down')];
  writeFileSync(up, Buffer.alloc(20 * 1024 * 1024, '\0countersign'));

  const sent = await awsCli(['s3', 'cp', '--no-progress', up, `s3://${Bucket}/large`], { ...keys, ...env });
  const got = await awsCli(['s3', 'cp', '--no-progress', `s3://${Bucket}/large`, down], { ...keys, ...env });

  assert.deepEqual([sent.code, got.code], [0, 0], sent.stderr + got.stderr);
  assert.ok(readFileSync(up).equals(readFileSync(down)));
});
