import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cbor } from '@smithy/core/cbor';
import { tryMask } from './mask-try.ts';

const directory = mkdtempSync(join(tmpdir(), 'mask-try-'));
after(() => rmSync(directory, { recursive: true }));

function fileOf(content: string | Uint8Array): string {
  const file = join(directory, 'reply');
  writeFileSync(file, content);
  return file;
}

test('a JSON reply is masked by the model of its operation, and the rules that hit are told', () => {
  const file = fileOf('{"Parameters":[{"Name":"/db/url","Value":"hunter22"}]}');

  const tried = tryMask({ file, service: 'ssm', operation: 'GetParametersByPath' });

  assert.deepEqual(tried, {
    protocol: 'json',
    masked: '{"Parameters":[{"Name":"/db/url","Value":"[masked:secret]"}]}',
    masks: [{ rule: 'model', class: 'secret', count: 1, paths: ['Parameters[].Value'] }],
  });
});

test('the protocol of a reply in XML is that of its service', () => {
  const ec2 = fileOf('<R><requestId>r</requestId><userData><value>aGVsbG8=</value></userData></R>');
  const seen = tryMask({ file: ec2, service: 'ec2', operation: 'DescribeInstanceAttribute' });
  const query = fileOf('<R><GetUserResult><User><UserName>ann</UserName></User></GetUserResult></R>');

  assert.deepEqual([seen.protocol, seen.masks[0]?.class], ['ec2', 'user-data']);
  assert.equal(tryMask({ file: query, service: 'iam', operation: 'GetUser' }).protocol, 'query');
});

test('a reply in CBOR is read as such', () => {
  const file = fileOf(cbor.serialize({ Metrics: [] }));

  assert.equal(tryMask({ file, service: 'cloudwatch', operation: 'ListMetrics' }).protocol, 'cbor');
});

test('a file that no reply of the service can be is refused', () => {
  const file = fileOf('<R/>');

  assert.throws(() => tryMask({ file, service: 'ssm', operation: 'GetParameter' }), /its protocols are json/);
});

test('without an operation a file is a text that no model describes', () => {
  const { masked, masks } = tryMask({ file: fileOf('DB_PASSWORD=x7.9!kq-22') });

  assert.equal(masked, 'DB_PASSWORD=[masked:secret]');
  assert.equal(masks[0]?.rule, 'detector:secret-assignment');
});

test('bytes that are no text are refused, and say of which class they are', () => {
  assert.throws(() => tryMask({ file: fileOf(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0xff)) }), /class binary/);
});

test('the body of an object may begin with anything', () => {
  const file = fileOf('{"db_password":"x7.9!kq-22"}');

  assert.equal(tryMask({ file, service: 's3', operation: 'GetObject' }).masked, '{"db_password":"[masked:secret]"}');
});
