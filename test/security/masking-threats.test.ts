import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cbor } from '@smithy/core/cbor';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { Header } from '#core/http.ts';
import { fill } from '#core/masking/detector.ts';
import { maskParameters } from '#core/masking/mask-parameters.ts';
import { type MaskedReply, maskReply } from '#core/masking/mask-reply.ts';
import type { Parameters } from '#core/model.ts';
import { bodyPieces } from './masking-operations.ts';

const catalog = readCatalog();
const canary = 'c4n4ry-hunter22';

function operationOf(service: string, name: string) {
  const operation = catalog.operation(service, name);
  assert.ok(operation !== undefined, `${service}:${name}`);
  return operation;
}

type Asked = { readonly status?: number; readonly headers?: readonly Header[]; readonly secrets?: readonly string[] };

function reply(service: string, name: string, protocol: Protocol, body: string, asked: Asked = {}): MaskedReply {
  const operation = operationOf(service, name);
  return maskReply(
    { status: asked.status ?? 200, headers: asked.headers ?? [], body: Buffer.from(body) },
    {
      operation,
      protocol,
      output: catalog.shape(operation, 'output'),
      secrets: asked.secrets ?? [],
      errorShape: (code) => catalog.errorShape(service, code),
    },
  );
}

function parameters(service: string, name: string, value: Parameters) {
  const operation = operationOf(service, name);
  return maskParameters(value, catalog.shape(operation, 'input'), { operation });
}

/** Every byte of a masked reply that leaves masking, in one text. */
function everything(masked: MaskedReply): string {
  const { client, record, masks, error } = masked;
  return [
    Buffer.from(client.body),
    JSON.stringify(client.headers),
    Buffer.from(record.body ?? ''),
    JSON.stringify({ masks, error }),
  ].join('\n');
}

test('a secret in a reply member that the catalog does not know reaches neither client nor record', () => {
  const masked = reply(
    'secretsmanager',
    'GetSecretValue',
    'json',
    `{"Name":"db","SecretStringV2":"${canary}","Debug":{"raw":["${canary}"]}}`,
  );

  assert.equal(everything(masked).includes(canary), false);
});

test('a reply that is not labelled as its protocol is masked all the same', () => {
  const masked = reply('secretsmanager', 'GetSecretValue', 'json', `{"SecretString":"${canary}"}`, {
    headers: [['content-type', 'text/html']],
  });

  assert.equal(everything(masked).includes(canary), false);
});

test('a second member of the same name does not carry a secret past the first', () => {
  const masked = reply(
    'secretsmanager',
    'GetSecretValue',
    'json',
    `{"SecretString":"${canary}","SecretString":null,"Secret\\u0053tring":"${canary}"}`,
  );

  assert.equal(everything(masked).includes(canary), false);
});

test('an entity, a comment or CDATA does not carry a secret past the scanner', () => {
  const forms = [`<!DOCTYPE r [<!ENTITY s "${canary}">]>`, '<!-- -->', '<![CDATA[x]]>'];

  for (const form of forms) {
    assert.throws(
      () =>
        reply(
          'iam',
          'CreateAccessKey',
          'query',
          `<R><CreateAccessKeyResult><AccessKey><SecretAccessKey>${canary}${form}</SecretAccessKey></AccessKey></CreateAccessKeyResult></R>`,
        ),
      {
        code: 'masking-failed',
      },
    );
  }
});

test('a password that breaks the password policy comes back without itself', () => {
  const asked = parameters('iam', 'CreateLoginProfile', { UserName: 'u', Password: canary });
  const body = `<ErrorResponse><Error><Code>PasswordPolicyViolation</Code><Message>Value '${canary}' at 'password' failed to satisfy constraint</Message></Error></ErrorResponse>`;

  const masked = reply('iam', 'CreateLoginProfile', 'query', body, { status: 400, secrets: asked.secrets });

  assert.equal(JSON.stringify(asked.value).includes(canary), false);
  assert.equal(everything(masked).includes(canary), false);
  assert.equal(masked.error?.message, "Value '[masked:secret]' at 'password' failed to satisfy constraint");
});

test('a reply that repeats a masked parameter in an unmarked member loses it', () => {
  const asked = parameters('ssm', 'PutParameter', { Name: '/a', Value: canary, Type: 'SecureString' });

  const masked = reply('ssm', 'PutParameter', 'json', `{"Version":1,"Tier":"Standard"}`, {
    secrets: asked.secrets,
    headers: [['x-debug', `value=${canary}`]],
  });

  assert.equal(everything(masked).includes(canary), false);
});

test("the session token of the gateway's role does not come back in AWS's explanation of a signature", () => {
  const token = 'IQoJb3JpZ2luX2VjEXAMPLE+/token==';
  const explained = `<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><CanonicalRequest>GET\n/\nx-amz-security-token:${token}\n</CanonicalRequest></Error>`;

  assert.equal(everything(reply('s3', 'ListBuckets', 'rest-xml', explained, { status: 403 })).includes(token), false);
});

test('minted credentials are masked in every operation that returns them', () => {
  const minted = [...catalog.services.values()]
    .flatMap((service) => [...service.operations.values()])
    .filter(({ mintsCredentials }) => mintsCredentials);

  const shown = minted.filter((operation) => !masksCredentials(operation)).map(({ service, name }) => `${service}:${name}`);

  assert.deepEqual(shown, []);
  assert.ok(minted.length >= 20);
});

function masksCredentials(operation: Operation): boolean {
  const output = catalog.shape(operation, 'output');
  const protocol = catalog.services.get(operation.service)?.protocols.find((each) => each !== 'cbor');
  if (output?.kind !== 'structure' || protocol === undefined) return false;
  const body = bodyPieces(operation, protocol, output).map(({ text }) => text);
  const { masks } = reply(operation.service, operation.name, protocol, body.join('').trimStart());
  return masks.some(({ class: name }) => name === 'credential' || name === 'secret' || name === 'key-material');
}

test('user data that hides a secret in base64 is masked in parameters and in both ways of reading it back', () => {
  const userData = Buffer.from(`export TOKEN=${canary}`).toString('base64');

  const run = parameters('ec2', 'RunInstances', { MinCount: 1, MaxCount: 1, UserData: userData });
  const attribute = reply(
    'ec2',
    'DescribeInstanceAttribute',
    'ec2',
    `<R><requestId>r</requestId><userData><value>${userData}</value></userData></R>`,
  );
  const template = reply(
    'ec2',
    'DescribeLaunchTemplateVersions',
    'ec2',
    `<R><launchTemplateVersionSet><item><launchTemplateData><userData>${userData}</userData></launchTemplateData></item></launchTemplateVersionSet></R>`,
  );

  for (const text of [JSON.stringify(run.value), everything(attribute), everything(template)])
    assert.equal(text.includes(userData), false);
  assert.equal(attribute.masks[0]?.class, 'user-data');
});

test('a page token that the model marks pages the client through, and is not in the record', () => {
  const masked = reply('workspaces-instances', 'ListInstanceTypes', 'json', `{"InstanceTypes":[],"NextToken":"${canary}"}`);

  assert.ok(Buffer.from(masked.client.body).includes(canary));
  assert.equal(Buffer.from(masked.record.body ?? '').includes(canary), false);
});

test('a blob is decoded and looked into, and one that nobody can read is masked as binary', () => {
  const token = ['gh', `p_${fill(36)}`].join('');
  const read = Buffer.from(`deployed with ${token}`).toString('base64');
  const unread = Buffer.from([0, 1, 2, 3, 250, 251, 252, 253, 254, 255]).toString('base64');

  const text = reply('kinesis', 'GetRecords', 'json', `{"Records":[{"Data":"${read}"}],"MillisBehindLatest":0}`);
  const binary = reply('kinesis', 'GetRecords', 'json', `{"Records":[{"Data":"${unread}"}],"MillisBehindLatest":0}`);

  const clear = Buffer.from(JSON.parse(Buffer.from(text.client.body).toString()).Records[0].Data, 'base64').toString();
  assert.equal(clear, 'deployed with [masked:credential]');
  assert.equal(everything(binary).includes(unread), false);
  assert.deepEqual(binary.masks, [{ rule: 'blob', class: 'binary', count: 1, paths: ['Records[].Data'] }]);
});

test('a blob of CBOR is looked into as one of JSON is', () => {
  const token = ['gh', `p_${fill(36)}`].join('');
  const operation = operationOf('kinesis', 'GetRecords');
  const records = [
    Buffer.from(`deployed with ${token}`),
    Uint8Array.of(0, 1, 2, 3, 250, 251, 252, 253, 254, 255),
    Uint8Array.of(0, 1),
  ];
  const body = cbor.serialize({ Records: records.map((Data) => ({ Data, PartitionKey: 'p' })) });

  const masked = maskReply(
    { status: 200, headers: [], body },
    { operation, protocol: 'cbor', output: catalog.shape(operation, 'output'), secrets: [] },
  );

  const seen: readonly { readonly Data: Uint8Array }[] = cbor.deserialize(masked.client.body).Records;
  assert.deepEqual(
    seen.map(({ Data }) => Buffer.from(Data).toString('latin1')),
    ['deployed with [masked:credential]', '[masked:binary]', '\u0000\u0001'],
  );
});

test('what was encrypted for the client reaches it, and not the record', () => {
  const cipher = Buffer.from([1, 2, 0, 120, 250, 251, 252, 253, 254, 255]).toString('base64');

  const masked = reply('kms', 'Encrypt', 'json', `{"CiphertextBlob":"${cipher}","KeyId":"k"}`);

  assert.ok(Buffer.from(masked.client.body).includes(cipher));
  assert.equal(Buffer.from(masked.record.body ?? '').includes(cipher), false);
});
