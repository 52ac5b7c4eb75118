import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Json, Parameters, Principal } from '../model.ts';
import { callDigest, digestedParameters } from './call-digest.ts';
import { sampleApproval } from './sample-approval.fixture.ts';

const catalog = readCatalog();
const key = new Uint8Array(32).fill(7);
const principal: Principal = {
  kind: 'user',
  id: 'dev:ann',
  issuer: 'https://issuer.example',
  subject: 'ann',
  groups: [],
  isMfa: true,
  claims: {},
};

function inputOf(service: string, operation: string) {
  const found = catalog.operation(service, operation);
  assert.ok(found !== undefined);
  return catalog.shape(found, 'input');
}

function digest(
  over: {
    readonly principal?: Principal;
    readonly call?: object;
    readonly connection?: string;
    readonly role?: string;
    readonly key?: Uint8Array;
  } = {},
) {
  const { call } = sampleApproval();
  return callDigest(over.key ?? key, {
    principal: over.principal ?? principal,
    connection: over.connection ?? 'prod',
    role: over.role ?? 'role',
    call: { ...call, ...over.call },
    input: inputOf('ec2', 'TerminateInstances'),
  });
}

test('one call of one caller has one digest, in whatever order its parameters stand', () => {
  const one = digest({ call: { parameters: { InstanceIds: ['i-1'], DryRun: true } } });

  assert.match(one, /^[0-9a-f]{64}$/);
  assert.equal(digest({ call: { parameters: { DryRun: true, InstanceIds: ['i-1'] } } }), one);
});

test('whatever is different about caller, place or call gives another digest', () => {
  const onBehalfOf = { id: 'dev:bob', subject: 'bob', groups: [] };
  const digests = [
    digest(),
    digest({ principal: { ...principal, subject: 'bob' } }),
    digest({ principal: { ...principal, issuer: 'https://other.example' } }),
    digest({ principal: { ...principal, onBehalfOf } }),
    digest({ connection: 'stage' }),
    digest({ role: 'other' }),
    ...['service', 'operation', 'region', 'account'].map((name) => digest({ call: { [name]: 'x' } })),
    digest({ call: { parameters: { InstanceIds: ['i-0123456789abcdef1'] } } }),
    digest({ call: { parameters: { InstanceIds: ['i-0123456789abcdef0', 'i-0123456789abcdef0'] } } }),
    digest({ key: new Uint8Array(32).fill(8) }),
  ];

  assert.equal(new Set(digests).size, digests.length);
});

test('one changed byte anywhere in the parameters gives another digest', () => {
  const text = 'InstanceIds';
  const base = digest({ call: { parameters: { Note: text } } });

  for (let index = 0; index < text.length; index += 1) {
    const changed = `${text.slice(0, index)}${String.fromCharCode(text.charCodeAt(index) ^ 1)}${text.slice(index + 1)}`;
    assert.notEqual(digest({ call: { parameters: { Note: changed } } }), base);
  }
});

test('idempotency tokens are left out, at the top and deeper', () => {
  const run = (token: string) => digestedParameters({ ClientToken: token, ImageId: 'ami-1' }, inputOf('ec2', 'RunInstances'));

  assert.deepEqual(run('a'), { ImageId: 'ami-1' });
  assert.deepEqual(run('b'), run('a'));
});

test('checksums and lengths of the transport are left out, and the body’s own hash is not', () => {
  const put: Parameters = {
    Bucket: 'b',
    Key: 'k',
    Body: { length: 3, keyedHash: 'h' } as Json,
    ContentMD5: 'm',
    ContentLength: 3,
    ChecksumCRC32: 'c',
    ChecksumAlgorithm: 'CRC32',
    ContentType: 'text/html',
  };

  assert.deepEqual(digestedParameters(put, inputOf('s3', 'PutObject')), {
    Bucket: 'b',
    Key: 'k',
    Body: { length: 3, keyedHash: 'h' },
    ContentType: 'text/html',
  });
});
