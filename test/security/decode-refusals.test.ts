/** Threats 8: what two parsers could read differently, or what the model does not know, is refused, with the place and never a value. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Protocol } from '#core/catalog/service.ts';
import { type ErrorCode, GatewayError } from '#core/errors.ts';
import { decode, type Sent } from '#test/differential/decode-one.ts';

type Row = readonly [what: string, id: string, protocol: Protocol, sent: Sent, message: RegExp, code?: ErrorCode];

const s3 = { method: 'PUT', path: '/bucket/key' };
const deletion = (body: string): Sent => ({ path: '/bucket', query: 'delete', body });
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

const rows: readonly Row[] = [
  ['an unknown JSON member', 'ssm:GetParameter', 'json', { body: '{"Name":"n","Nmae":"secret"}' }, /parameter Nmae/],
  ['an unknown nested member', 'dynamodb:PutItem', 'json', { body: '{"Item":{"a":{"X":"secret"}}}' }, /Item\[0\]\.X/],
  ['a name that is data', 'ssm:GetParameter', 'json', { body: '{"secret value!":1}' }, /a name that cannot be shown/],
  ['a JSON name twice', 'ssm:GetParameter', 'json', { body: '{"Name":"secret","Name":"b"}' }, /twice/],
  ['a JSON name twice, once escaped', 'ssm:GetParameter', 'json', { body: '{"Name":"secret","\\u004eame":"b"}' }, /twice/],
  ['a number for text', 'ssm:GetParameter', 'json', { body: '{"Name":5}' }, /parameter Name .* not a string/],
  ['text for a boolean', 'ssm:GetParameter', 'json', { body: '{"WithDecryption":"true"}' }, /WithDecryption .* not a boolean/],
  ['text for a number', 'dynamodb:Query', 'json', { body: '{"Limit":"5"}' }, /Limit .* not a integer/],
  ['a fraction for an integer', 'dynamodb:Query', 'json', { body: '{"Limit":5.0}' }, /Limit .* not an integer/],
  ['an integer over 32 bits', 'dynamodb:Query', 'json', { body: '{"Limit":2147483648}' }, /Limit .* out of range/],
  [
    'a long over 64 bits',
    'dynamodb:UpdateTable',
    'json',
    { body: '{"ProvisionedThroughput":{"ReadCapacityUnits":9223372036854775808}}' },
    /out of range/,
  ],
  [
    'a double over its range',
    'cloudwatch:PutMetricData',
    'json',
    { body: '{"MetricData":[{"Value":1e999}]}' },
    /Value .* out of range/,
  ],
  ['a null in a list', 'ssm:GetParameters', 'json', { body: '{"Names":["a",null]}' }, /Names\[1\]/],
  [
    'two members of a union',
    'bedrock-agent:CreateFlow',
    'rest-json',
    { path: '/flows/', body: '{"definition":{"nodes":[{"configuration":{"input":{},"output":{}}}]}}' },
    /exactly one/,
  ],
  ['sloppy base64', 'kms:Encrypt', 'json', { body: '{"Plaintext":"AAEC/w"}' }, /Plaintext .* base64/],
  ['base64 with bits left over', 'kms:Encrypt', 'json', { body: '{"Plaintext":"AB=="}' }, /Plaintext .* base64/],
  ['a text for a time in seconds', 'kms:ImportKeyMaterial', 'json', { body: '{"ValidTo":"1700000000"}' }, /ValidTo/],
  ['a body for an operation without input', 'dynamodb:DescribeEndpoints', 'json', { body: '{"a":1}' }, /parameter a/],
  [
    'another charset',
    'ssm:GetParameter',
    'json',
    { headers: [['content-type', 'application/x-amz-json-1.1; charset=utf-16']], body: '{}' },
    /charset/,
  ],
  [
    'a coding that the model does not have',
    'ssm:GetParameter',
    'json',
    { headers: [['content-encoding', 'gzip']], body: gzipSync('{}') },
    /content coding/,
  ],
  [
    'a coding twice',
    'cloudwatch:PutMetricData',
    'json',
    { headers: [['content-encoding', 'gzip, gzip']], body: gzipSync(gzipSync('{}')) },
    /content coding/,
  ],
  [
    'a bomb',
    'cloudwatch:PutMetricData',
    'json',
    { headers: [['content-encoding', 'gzip']], body: gzipSync(new Uint8Array(20_000_000)) },
    /inflates/,
    'payload-too-large',
  ],
  ['bytes that are not UTF-8', 'ssm:GetParameter', 'json', { body: bytes('7b224e616d65223a22ff227d') }, /UTF-8/],
  ['a byte order mark', 'ssm:GetParameter', 'json', { body: '\ufeff{}' }, /JSON body/],

  ['a query beside a JSON body', 'ssm:GetParameter', 'json', { query: 'Name=secret', body: '{}' }, /query string/],
  ['a path beside a JSON body', 'ssm:GetParameter', 'json', { path: '/secret', body: '{}' }, /path/],
  ['a path beside a form', 'ec2:DescribeInstances', 'ec2', { path: '/secret', body: '' }, /path/],

  ['an unknown form name', 'ec2:DescribeInstances', 'ec2', { body: 'InstanceIdd.1=secret' }, /parameter InstanceIdd/],
  [
    'a model name instead of the form’s',
    'ec2:DescribeInstances',
    'ec2',
    { body: 'InstanceIds.1=secret' },
    /parameter InstanceIds/,
  ],
  ['a form name twice', 'ec2:DescribeInstances', 'ec2', { body: 'NextToken=secret&NextToken=b' }, /twice/],
  ['a form name twice, once escaped', 'ec2:DescribeInstances', 'ec2', { body: 'NextToken=secret&%4eextToken=b' }, /twice/],
  ['a list from 0', 'ec2:DescribeInstances', 'ec2', { body: 'InstanceId.0=secret' }, /InstanceIds .* numbered/],
  [
    'a list with a hole',
    'ec2:DescribeInstances',
    'ec2',
    { body: 'InstanceId.1=a&InstanceId.3=secret' },
    /InstanceIds .* numbered/,
  ],
  ['a list numbered with zeros', 'ec2:DescribeInstances', 'ec2', { body: 'InstanceId.01=secret' }, /InstanceIds .* numbered/],
  [
    'a list index beyond all lists',
    'ec2:DescribeInstances',
    'ec2',
    { body: 'InstanceId.4294967296=secret' },
    /InstanceIds .* numbered/,
  ],
  ['a value for a list', 'ec2:DescribeInstances', 'ec2', { body: 'InstanceId=secret' }, /InstanceIds .* list/],
  [
    'a value and names below it',
    'ec2:DescribeInstances',
    'ec2',
    { body: 'NextToken=a&NextToken.x=secret' },
    /NextToken .* single value/,
  ],
  [
    'a map’s key twice',
    'sns:CreateTopic',
    'query',
    {
      body: 'Attributes.entry.1.key=a&Attributes.entry.1.value=b&Attributes.entry.2.key=a&Attributes.entry.2.value=secret',
    },
    /Attributes .* twice/,
  ],
  ['a map’s entry without a value', 'sns:CreateTopic', 'query', { body: 'Attributes.entry.1.key=secret' }, /Attributes\[0\]/],
  ['form text that is not UTF-8', 'ec2:DescribeInstances', 'ec2', { body: 'NextToken=%ff' }, /UTF-8/],
  ['an overlong encoding', 'ec2:DescribeInstances', 'ec2', { body: 'NextToken=%c0%af' }, /UTF-8/],
  ['a broken escape', 'ec2:DescribeInstances', 'ec2', { body: 'NextToken=%4' }, /hex digits/],
  ['raw text beyond ASCII in a form', 'ec2:DescribeInstances', 'ec2', { body: 'NextToken=ü' }, /percent-encoded/],
  [
    'a separator that some servers split at',
    'ec2:DescribeInstances',
    'ec2',
    { body: 'NextToken=a;MaxResults=5' },
    /percent-encoded/,
  ],
  ['a second Action', 'ec2:DescribeInstances', 'ec2', { body: 'Action=TerminateInstances' }, /Action/],
  [
    'parameters in query and body',
    'ec2:DescribeInstances',
    'ec2',
    { query: 'DryRun=true', body: 'NextToken=secret' },
    /both the query string and the body/,
  ],
  ['another Version', 'ec2:DescribeInstances', 'ec2', { query: 'Action=DescribeInstances&Version=2009-01-01' }, /Version/],
  [
    'a form under another content type',
    'ec2:DescribeInstances',
    'ec2',
    { headers: [['content-type', 'text/plain']], body: 'NextToken=secret' },
    /content-type/,
  ],

  ['an unmodelled query key', 's3:PutObject', 'rest-xml', { ...s3, query: 'acl' }, /parameter acl/],
  [
    'two sub-resources',
    's3:PutBucketAcl',
    'rest-xml',
    { method: 'PUT', path: '/bucket', query: 'acl&policy' },
    /parameter policy/,
  ],
  ['a sub-resource with a value', 's3:PutBucketAcl', 'rest-xml', { method: 'PUT', path: '/bucket', query: 'acl=x' }, /"acl"/],
  [
    'a query key twice',
    's3:GetObject',
    'rest-xml',
    { path: '/bucket/key', query: 'versionId=1&versionId=secret' },
    /VersionId .* twice/,
  ],
  ['a bare plus in the query', 's3:ListObjectsV2', 'rest-xml', { path: '/bucket', query: 'list-type=2&prefix=a+b' }, /"\+"/],
  [
    'an unmodelled x-amz header',
    's3:GetObject',
    'rest-xml',
    { path: '/bucket/key', headers: [['x-amz-copy-source', 'secret']] },
    /header x-amz-copy-source/,
  ],
  [
    'an unmodelled x-amz header of a query service',
    'sts:GetCallerIdentity',
    'query',
    { body: '', headers: [['x-amz-acl', 'secret']] },
    /header x-amz-acl/,
  ],
  [
    'a header twice',
    's3:PutObject',
    'rest-xml',
    {
      ...s3,
      headers: [
        ['x-amz-acl', 'private'],
        ['X-Amz-Acl', 'secret'],
      ],
    },
    /ACL .* twice/,
  ],
  [
    'a metadata header twice',
    's3:PutObject',
    'rest-xml',
    {
      ...s3,
      headers: [
        ['x-amz-meta-a', '1'],
        ['X-Amz-Meta-A', 'secret'],
      ],
    },
    /Metadata\[0\] .* twice/,
  ],
  ['a header beyond ASCII', 's3:PutObject', 'rest-xml', { ...s3, headers: [['x-amz-meta-a', 'sécret']] }, /ASCII/],
  ['a label that is not UTF-8', 's3:GetObject', 'rest-xml', { path: '/bucket/%ff' }, /UTF-8/],
  ['a path of another operation', 'lambda:Invoke', 'rest-json', { path: '/2015-03-31/functions/f' }, /path/],
  [
    'a signing key without a signature',
    's3:GetObject',
    'rest-xml',
    { path: '/bucket/key', query: 'X-Amz-Expires=60' },
    /parameter X-Amz-Expires/,
  ],
  [
    'an unknown element',
    's3:DeleteObjects',
    'rest-xml',
    deletion('<Delete><Objekt><Key>secret</Key></Objekt></Delete>'),
    /Delete\.Objekt/,
  ],
  [
    'an element twice',
    's3:DeleteObjects',
    'rest-xml',
    deletion('<Delete><Quiet>true</Quiet><Quiet>false</Quiet></Delete>'),
    /Delete\.Quiet .* twice/,
  ],
  [
    'an element under a prefix',
    's3:DeleteObjects',
    'rest-xml',
    deletion('<Delete xmlns:s="x"><s:Object/></Delete>'),
    /Delete\.s:Object/,
  ],
  ['an unknown attribute', 's3:DeleteObjects', 'rest-xml', deletion('<Delete secret="x"/>'), /Delete\.secret/],
  ['text for a structure', 's3:DeleteObjects', 'rest-xml', deletion('<Delete>secret</Delete>'), /Delete .* structure/],
  [
    'elements for a value',
    's3:DeleteObjects',
    'rest-xml',
    deletion('<Delete><Quiet><a/></Quiet></Delete>'),
    /Delete\.Quiet .* single value/,
  ],
  [
    'an entity',
    's3:DeleteObjects',
    'rest-xml',
    deletion('<!DOCTYPE d [<!ENTITY e "secret">]><Delete><Object><Key>&e;</Key></Object></Delete>'),
    /XML body/,
  ],

  [
    'a CBOR key twice',
    'cloudwatch:PutMetricData',
    'cbor',
    { body: bytes('a2694e616d65737061636561616e4e616d657370616365') },
    /CBOR body/,
  ],
  ['bytes behind CBOR', 'cloudwatch:PutMetricData', 'cbor', { body: bytes('a000') }, /follows its end/],
  [
    'a tag that is no time',
    'cloudwatch:GetMetricData',
    'cbor',
    { body: bytes('a1695374617274 54696d65c2414100'.replaceAll(' ', '')) },
    /CBOR body|StartTime/,
  ],
  ['a time without its tag', 'cloudwatch:GetMetricData', 'cbor', { body: bytes('a169537461727454696d6500') }, /StartTime/],
  [
    'an input event stream',
    'lexv2-runtime:StartConversation',
    'rest-json',
    { path: '/bots/b/botAliases/a/botLocales/en_US/sessions/s/conversation', body: '{}' },
    /event stream/,
    'unsupported-call',
  ],
];

for (const [what, id, protocol, sent, message, code = 'malformed-request'] of rows) {
  test(`${what} is refused: ${id}`, () => {
    assert.throws(
      () => decode(id, protocol, sent),
      (error) => {
        assert.ok(error instanceof GatewayError, String(error));
        assert.equal(error.code, code, error.message);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message.replace('Delete.secret', ''), /secret/);
        return true;
      },
    );
  });
}
