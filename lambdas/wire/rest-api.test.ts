import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { wireRequest } from './function-url.ts';
import { isRestEvent, restRequest } from './rest-api.ts';

/** As a REST API sends it for `{proxy+}` behind a name of its own, with every media type binary. */
const event: APIGatewayProxyEvent = {
  resource: '/{proxy+}',
  path: '/demo/a%20b/%2Fc',
  httpMethod: 'PUT',
  headers: { Host: 'wire.acme.example', 'X-Forwarded-For': '203.0.113.7, 198.51.100.1' },
  multiValueHeaders: {
    Host: ['wire.acme.example'],
    Authorization: ['AWS4-HMAC-SHA256 Credential=CSGN/20261124/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0'],
    'x-amz-meta-list': ['one', 'two'],
  },
  queryStringParameters: { tagging: '', prefix: 'b&=ü' },
  multiValueQueryStringParameters: { tagging: [''], prefix: ["it's (a)*", 'b&=ü'] },
  pathParameters: { proxy: 'demo/a b//c' },
  stageVariables: null,
  requestContext: {
    accountId: '999999999999',
    apiId: 'abcdefghij',
    authorizer: null,
    domainName: 'wire.acme.example',
    domainPrefix: 'wire',
    httpMethod: 'PUT',
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      apiKeyId: null,
      caller: null,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: '203.0.113.7',
      user: null,
      userAgent: 'aws-cli/2',
      userArn: null,
    },
    path: '/demo/a%20b/%2Fc',
    protocol: 'HTTP/1.1',
    requestId: 'r-1',
    requestTimeEpoch: 0,
    resourceId: 'x',
    resourcePath: '/{proxy+}',
    stage: 'wire',
  },
  body: Buffer.from([0, 255, 10]).toString('base64'),
  isBase64Encoded: true,
};

test('path, headers with all their values, body and address arrive as the client sent them', () => {
  const { method, path, headers, body, sourceIp } = restRequest(event);

  assert.deepEqual([method, path, sourceIp], ['PUT', '/demo/a%20b/%2Fc', '203.0.113.7']);
  assert.deepEqual(headers.slice(2), [
    ['x-amz-meta-list', 'one'],
    ['x-amz-meta-list', 'two'],
  ]);
  assert.deepEqual([...body], [0, 255, 10]);
});

test('the query is written as SigV4 reads it, with every value of a name', () => {
  assert.equal(restRequest(event).query, 'tagging=&prefix=it%27s%20%28a%29%2A&prefix=b%26%3D%C3%BC');
});

test('what is not there is empty, and not a fault', () => {
  const bare = { ...event, multiValueQueryStringParameters: null, body: null, isBase64Encoded: false };

  assert.deepEqual([restRequest(bare).query, restRequest(bare).body.length], ['', 0]);
});

test('a Function URL’s event is told from a REST API’s', () => {
  assert.ok(isRestEvent(event));
  const other = {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/',
    rawQueryString: 'a=b',
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      ...{ accountId: 'anonymous', apiId: 'x', domainName: 'x.lambda-url.eu-west-1.on.aws', domainPrefix: 'x' },
      ...{ requestId: 'r', routeKey: '$default', stage: '$default', time: '', timeEpoch: 0 },
      http: { method: 'GET', path: '/', protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: '' },
    },
  };
  assert.equal(isRestEvent(other), false);
  assert.equal(wireRequest(other).query, 'a=b');
});
