import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { openCheckpointSigner, publicKeyFile } from '#adapters/local/checkpoint-key.ts';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { createSealStore } from '#adapters/local/seal-store.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import { verifyReceipt } from '#cli/sessions-verify.ts';
import { sealAll } from '#core/recording/seal.ts';
import { countersign, freePorts, startGateway } from '#test/clients/support/gateway.ts';
import { needs } from '#test/clients/support/on-path.ts';

const python = new URL('../../examples/verify/verify.py', import.meta.url).pathname;

/** Reads, and asks for what is refused. */
/** Beside this process: one that stands still does not see that an idle connection was closed. */
const run = promisify(execFile);

async function callAws(wireUrl: string, credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }) {
  const client = new EC2Client({ region: 'eu-west-1', endpoint: wireUrl, credentials, maxAttempts: 1 });
  await client.send(new DescribeInstancesCommand({}));
  await client.send(new TerminateInstancesCommand({ InstanceIds: ['i-0000000000000dead'] })).catch(() => undefined);
  client.destroy();
}

async function sealBy(dataDirectory: string): Promise<void> {
  const store = openStore(dataDirectory);
  const now = () => new Date().toISOString();
  const signer = openCheckpointSigner(dataDirectory);
  await sealAll({
    store: createSealStore(store, createRecordFiles(dataDirectory)),
    signer,
    now,
    tenant: 'local',
    alarm: assert.fail,
  });
  store.close();
}

test('a session is followed, replayed and exported, and one event of it proved to somebody who has only the key', async (suite) => {
  const ports = await freePorts();
  const home = mkdtempSync(join(tmpdir(), 'countersign-'));
  const first = await startGateway({ ports });
  const { dataDirectory } = first;
  const credentials = await first.issue('engineer');
  const following = first.api('auditor', 'GET', '/v1/events?wait=10');
  await callAws(first.wireUrl, credentials);
  const cli = (...args: readonly string[]) => countersign([...args, '--url', first.apiUrl, '--as', 'engineer'], home);

  await suite.test('whoever follows is told while it happens, oldest first', async () => {
    const { items } = (await following).body as { readonly items: readonly { readonly time: string }[] };

    assert.ok(items.length > 0);
    assert.deepEqual(
      items.map(({ time }) => time),
      items.map(({ time }) => time).toSorted(),
    );
  });

  await suite.test('replay shows the commands, the decisions and the masked replies', async () => {
    const { stdout, code } = await cli('sessions', 'replay', credentials.sessionId, '--speed', '0');

    assert.equal(code, 0);
    assert.match(stdout, /^\$ aws ec2 describe-instances/m);
    assert.match(stdout, /DescribeInstancesResponse/);
    assert.match(stdout, /^\$ aws ec2 terminate-instances --instance-ids/m);
  });

  await suite.test('the session is exported in every form, with its replies, and says what is not sealed yet', async () => {
    const replies = join(home, 'replies');
    const form = async (format: string) =>
      cli('sessions', 'export', credentials.sessionId, '--format', format, '--bodies', replies);
    const [ocsf, cast, har, csv] = [await form('ocsf'), await form('cast'), await form('har'), await form('csv')];

    const lines = ocsf.stdout.trimEnd().split('\n');
    for (const line of lines) assert.equal(JSON.parse(line).class_uid, 6003);
    assert.equal(JSON.parse(cast.stdout.split('\n')[0] ?? '').version, 2);
    assert.ok(JSON.parse(har.stdout).log.entries.length >= 2);
    assert.match(csv.stdout, /^id,time,kind/);
    assert.ok(readdirSync(replies).length >= 1);
    for (const sha256 of readdirSync(replies)) assert.ok(ocsf.stdout.includes(sha256));
    for (const { stderr } of [ocsf, cast, har, csv]) assert.match(stderr, /\d+ events are not sealed yet/);
  });

  await first.crash();
  await sealBy(dataDirectory);
  const second = await startGateway({ ports, dataDirectory });

  await suite.test('the receipt of one event is checked with nothing but the key, by both verifiers', async () => {
    const { body } = await second.api('engineer', 'GET', `/v1/sessions/${credentials.sessionId}/events`);
    const { items } = body as { readonly items: readonly { readonly id: string }[] };
    const id = items[0]?.id ?? '';
    const receipt = (await cli('sessions', 'receipt', id)).stdout;
    const proof = join(home, 'receipt.json');
    writeFileSync(proof, receipt);
    const key = join(dataDirectory, publicKeyFile);

    const changed = join(home, 'changed.json');
    writeFileSync(changed, receipt.replace('engineer', 'somebody'));

    assert.match(verifyReceipt({ key: [key], proof, event: id }), new RegExp(`^Event ${id} is in checkpoint 1`));
    assert.throws(() => verifyReceipt({ key: [key], proof: changed }), /proves nothing/);
    assert.throws(() => verifyReceipt({ key: [key], proof, event: 'ANOTHER' }), /not of ANOTHER/);
    if (needs('python3').skip !== false) return;
    await run('python3', [python, '--proof', proof, key]);
    await assert.rejects(run('python3', [python, '--proof', changed, key]));
  });

  await suite.test('a receipt is for those alone who may read the session', async () => {
    const { body } = await second.api('engineer', 'GET', `/v1/sessions/${credentials.sessionId}/events`);
    const { items } = body as { readonly items: readonly { readonly id: string }[] };

    const foreign = await second.api('approver', 'GET', `/v1/events/${items[0]?.id}/receipt`);
    const missing = await second.api('engineer', 'GET', '/v1/events/01JD9999999999999999999999/receipt');

    assert.deepEqual([foreign.status, missing.status], [404, 404]);
  });

  await suite.test('the whole record verifies while the gateway runs', async () => {
    const { stdout, stderr } = await countersign(
      ['sessions', 'verify', dataDirectory, '--key', join(dataDirectory, publicKeyFile)],
      home,
    );

    assert.equal(stderr, '');
    assert.match(stdout, /^Sound: \d+ events in 1 checkpoints/);
  });

  await second.stop();
  rmSync(home, { recursive: true });
});
