import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Protocol, Service } from '../../../catalog/service.ts';
import type { Header } from '../../../http.ts';
import { guessProtocol } from './guess-protocol.ts';

function service(...protocols: readonly Protocol[]): Service {
  const names = { id: 'x', fullName: 'X', signingName: 'x', endpointPrefix: 'x', iamPrefix: 'x', apiVersion: '1' };
  return { ...names, protocols, isQueryCompatible: false, hasEndpoint: true, endpoints: new Map(), operations: new Map() };
}

function guess(headers: readonly Header[], services: readonly Service[], query = ''): Protocol {
  return guessProtocol({ method: 'GET', path: '/', query, headers, body: new Uint8Array() }, services);
}

test('a bare GET is of the REST protocol of the service that it is signed for', () => {
  assert.equal(guess([], [service('rest-json')]), 'rest-json');
  assert.equal(guess([], [service('rest-xml')]), 'rest-xml');
});

test('headers count for more than the service', () => {
  assert.equal(guess([['x-amz-target', 'A.B']], [service('query')]), 'json');
  assert.equal(guess([['smithy-protocol', 'rpc-v2-cbor']], [service('query')]), 'cbor');
  assert.equal(guess([['content-type', 'application/x-www-form-urlencoded']], [service('json')]), 'query');
});

test('a form for EC2 is of its own protocol', () => {
  assert.equal(guess([['content-type', 'application/x-www-form-urlencoded']], [service('ec2')]), 'ec2');
  assert.equal(guess([], [service('ec2')], 'Action=DescribeInstances'), 'ec2');
});

test('the label of an S3 object says nothing about the protocol', () => {
  assert.equal(
    guess([['content-type', 'application/x-www-form-urlencoded']], [service('rest-xml'), service('rest-xml')]),
    'rest-xml',
  );
  assert.equal(guess([['content-type', 'application/x-amz-json-1.0']], [service('rest-xml')]), 'rest-xml');
});

test('without any sign the errors of the query protocol are written', () => {
  assert.equal(guess([], []), 'query');
});
