import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Masked, Parameters } from '../model.ts';
import { kebabName, readableCommand } from './readable-command.ts';

const command = (operation: string, parameters: Parameters, service = 'ec2') =>
  readableCommand({ service, operation, region: 'eu-west-1', parameters: parameters as Masked<Parameters> }).replaceAll(
    ' \\\n  ',
    ' ',
  );

test('lists are words, structures are JSON, flags are flags', () => {
  const parameters = {
    InstanceIds: ['i-1', 'i-2'],
    DryRun: false,
    Monitoring: { Enabled: true },
    Count: 2,
  };

  assert.equal(
    command('RunInstances', parameters),
    `aws ec2 run-instances --instance-ids i-1 i-2 --no-dry-run --monitoring '{"Enabled":true}' --count 2 --region eu-west-1`,
  );
});

test('S3 is called as the CLI calls it', () => {
  assert.match(command('GetObject', { Bucket: 'b', Key: 'a b' }, 's3'), /^aws s3api get-object --bucket b --key 'a b'/);
});

test('a value cannot end its own word, nor begin another line', () => {
  assert.match(command('X', { Name: "a'; rm -rf / #\n--y" }), /--name 'a'\\''; rm -rf \/ #\\u\{a\}--y'/);
});

test('a long value is cut in the command', () => {
  assert.match(command('RunInstances', { UserData: 'x'.repeat(5000) }), /x{300}… \(5000 characters\)'/);
});

test('every name of an operation and its parameters is what botocore makes of it', (context) => {
  const names = namesOfCatalog();
  const script =
    'import json,sys\nfrom botocore import xform_name\nprint(json.dumps([xform_name(n,"-") for n in json.load(sys.stdin)]))';
  const { status, stdout } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(names),
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status !== 0) return context.diagnostic('botocore is not on this machine: its names were not compared');

  const wanted: readonly string[] = JSON.parse(stdout);
  const wrong = names.filter((name, index) => kebabName(name) !== wanted[index]?.replaceAll('_', '-'));

  assert.ok(names.length > 1000);
  assert.deepEqual(wrong, []);
});

function namesOfCatalog(): readonly string[] {
  const catalog = readCatalog();
  const services = ['ec2', 'iam', 's3', 'lambda', 'ecs', 'rds', 'dynamodb', 'ssm', 'secretsmanager', 'kms'];
  const operations = services.flatMap((service) => [...(catalog.services.get(service)?.operations.values() ?? [])]);
  const names = operations.flatMap((operation) => {
    const input = catalog.shape(operation, 'input');
    return [operation.name, ...(input?.kind === 'structure' ? input.members.keys() : [])];
  });
  return [...new Set(names)];
}
