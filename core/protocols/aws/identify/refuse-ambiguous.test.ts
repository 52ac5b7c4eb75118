import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header, HttpRequest } from '../../../http.ts';
import { refuseAmbiguous, refuseRepeatedQuery } from './refuse-ambiguous.ts';

const json: Header = ['content-type', 'application/x-amz-json-1.1'];
const form: Header = ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'];
const target: Header = ['x-amz-target', 'AmazonSSM.GetParameter'];

function request(changed: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'POST', path: '/', query: '', headers: [json, target], body: Buffer.from('{"Name":"ü"}'), ...changed };
}

type Case = { readonly what: string; readonly service: string; readonly request: HttpRequest };

const passing: readonly Case[] = [
  { what: 'a JSON call', service: 'ssm', request: request() },
  { what: 'a form', service: 'ec2', request: request({ headers: [form], body: Buffer.from('Action=A') }) },
  { what: 'dots in an S3 key', service: 's3', request: request({ path: '/b/a//b/../c/./%2e%2e' }) },
  {
    what: 'a label of an S3 object in another charset',
    service: 's3',
    request: request({ headers: [['content-type', 'text/html; charset=iso-8859-1']], body: Buffer.from([0, 0xff]) }),
  },
  { what: 'an encoded ARN', service: 'lambda', request: request({ path: '/2015-03-31/functions/arn%3Aaws%2Fx/' }) },
  { what: 'a name with dots', service: 'lambda', request: request({ path: '/a/..b/.c/d..' }) },
  {
    what: 'a gzip body',
    service: 'monitoring',
    request: request({ headers: [json, ['content-encoding', 'gzip']], body: Buffer.from([0x1f, 0x8b, 0]) }),
  },
  { what: 'a gzip S3 object', service: 's3', request: request({ headers: [['content-encoding', 'gzip']] }) },
  { what: 'a list in a REST query', service: 'lambda', request: request({ headers: [], query: 'tagKeys=a&tagKeys=b' }) },
  { what: 'a list in the query of S3 Control', service: 's3', request: request({ headers: [], query: 'tagKeys=a&tagKeys=b' }) },
];

for (const { what, service, request: given } of passing) {
  test(`passes: ${what}`, () => {
    assert.doesNotThrow(() => refuseAmbiguous(given, service));
  });
}

const refused: readonly Case[] = [
  ...['x-http-method-override', 'X-HTTP-Method', 'X-Method-Override'].map((name) => ({
    what: `the method override ${name}`,
    service: 'lambda',
    request: request({ headers: [json, [name, 'DELETE']] }),
  })),
  { what: 'two content types', service: 'ssm', request: request({ headers: [json, form] }) },
  { what: 'two targets', service: 'ssm', request: request({ headers: [json, target, target] }) },
  {
    what: 'a target and a Smithy protocol',
    service: 'ssm',
    request: request({ headers: [json, target, ['smithy-protocol', 'rpc-v2-cbor']] }),
  },
  {
    what: 'another charset',
    service: 'ssm',
    request: request({ headers: [['content-type', 'application/x-amz-json-1.1; charset="UTF-16"']] }),
  },
  { what: 'a body that is not UTF-8', service: 'ssm', request: request({ body: Buffer.from([0x7b, 0xff, 0x7d]) }) },
  { what: 'a null byte in the body', service: 'ec2', request: request({ headers: [form], body: Buffer.from('Action=A\0') }) },
  { what: 'deflate', service: 'ssm', request: request({ headers: [json, ['content-encoding', 'deflate']] }) },
  { what: 'gzip twice', service: 'ssm', request: request({ headers: [json, ['content-encoding', 'gzip, gzip']] }) },
  { what: 'a frame that is still on', service: 's3', request: request({ headers: [['content-encoding', 'aws-chunked']] }) },
  { what: 'a frame without its coding', service: 's3', request: request({ headers: [['x-amz-decoded-content-length', '5']] }) },
  ...['/a/../b', '/..', '/a/.', '/%2e%2e/b', '/a/.%2E/b', '/%2e', '//a', '/a//b'].map((path) => ({
    what: `the path ${path} outside S3`,
    service: 'lambda',
    request: request({ path }),
  })),
  ...['/b%2Fk', '/b/k%2fx', '/b/a+b', 'b/k', '/b/%00', '/b/ü', '/b/%'].map((path) => ({
    what: `the S3 path ${path}`,
    service: 's3',
    request: request({ path }),
  })),
  { what: 'a null byte in the query', service: 'ec2', request: request({ query: 'a=%00' }) },
  { what: 'a null byte in a header', service: 'ec2', request: request({ headers: [['x-a', 'a\0b']] }) },
  { what: 'a name twice in a query call', service: 'ec2', request: request({ headers: [], query: 'Action=A&Action=B' }) },
  { what: 'a name twice in two spellings', service: 'ec2', request: request({ headers: [], query: 'Action=A&%41ction=B' }) },
  { what: 'a name twice beside a target', service: 'ssm', request: request({ query: 'a=1&a=2' }) },
  { what: 'a name twice in S3', service: 's3', request: request({ headers: [], query: 'versionId=1&versionId=2' }) },
];

for (const { what, service, request: given } of refused) {
  test(`refused: ${what}`, () => {
    assert.throws(
      () => refuseAmbiguous(given, service),
      (error: Error & { code?: string }) => error.code === 'malformed-request' || error.code === 'unsupported-call',
    );
  });
}

test('a repeated name of a REST query is refused where the model makes no list of it', () => {
  assert.doesNotThrow(() => refuseRepeatedQuery('tagKeys=a&tagKeys=b&x=1', new Set(['tagKeys'])));
  assert.throws(() => refuseRepeatedQuery('tagKeys=a&x=1&x=1', new Set(['tagKeys'])), { code: 'malformed-request' });
});
