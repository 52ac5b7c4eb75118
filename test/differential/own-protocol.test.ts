/** Answers of every operation whose service speaks several protocols, written anew for a client of another one: it reads what AWS answered. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { wireOf } from '#core/canonical-call.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { Wire } from '#core/front.ts';
import { type HttpReply, headerValue } from '#core/http.ts';
import { inOwnProtocol } from '#core/in-own-protocol.ts';
import { createMasker } from '#core/masking/masker.ts';
import type { Masked } from '#core/model.ts';
import { namedProtocol } from '#core/named-call.ts';
import { decodeReply } from '#core/protocols/aws/codec/decode-reply.ts';
import { sampleReply } from './reply-sample.ts';

const catalog = readCatalog();
const seeing = createMasker({ rules: [], enable: [] });
const several = [...catalog.services.values()].filter(({ protocols }) => protocols.length > 1);
const describeAlarms = operationOf('cloudwatch', 'DescribeAlarms');

function operationOf(service: string, name: string): Operation {
  const operation = catalog.operation(service, name);
  assert.ok(operation);
  return operation;
}

/** The reply as the gateway keeps it, for a client of this protocol. */
function inProtocol(protocol: Protocol, operation: Operation, reply: HttpReply): Masked<HttpReply> | undefined {
  const wire = wireOf(catalog, operation, protocol);
  const asked: Wire = { ...wire, protocol: namedProtocol(wire.service) };
  return inOwnProtocol(seeing.maskReply(reply, { ...asked, secrets: [] }).client, wire);
}

function read(operation: Operation, protocol: Protocol, reply: HttpReply) {
  return decodeReply(reply, { protocol, operation, output: catalog.shape(operation, 'output'), maxPayloadBytes: 1_000_000 });
}

for (const service of several) {
  const stored = namedProtocol(service);
  for (const protocol of service.protocols.filter((each) => each !== stored)) {
    test(`a client of ${service.id} in ${protocol} reads what was answered in ${stored}`, () => {
      let compared = 0;
      for (const operation of service.operations.values()) {
        const sampled = sampleReply(operation, catalog.shape(operation, 'output'), { protocol: stored, seed: compared + 1 });
        assert.ok(sampled);
        const kept = seeing.maskReply(sampled.reply, { ...wireOf(catalog, operation, stored), secrets: [] }).client;

        const own = inProtocol(protocol, operation, sampled.reply);

        assert.ok(own, operation.name);
        assert.deepEqual(read(operation, protocol, own), read(operation, stored, kept), operation.name);
        compared += 1;
      }
      assert.equal(compared, service.operations.size);
    });
  }
}

const json = (body: object, headers: HttpReply['headers'] = [], status = 400): HttpReply => ({
  status,
  headers: [['content-type', 'application/x-amz-json-1.0'], ['x-amzn-requestid', 'r-1'], ...headers],
  body: Buffer.from(JSON.stringify(body)),
});

test('an error of AWS is one in the client’s protocol, by the name that it has there', () => {
  const failed = json({ __type: 'com.amazonaws.cloudwatch#DashboardInvalidInputError', message: 'no <b>&</b>' }, [
    ['x-amzn-query-error', 'InvalidParameterInput;Sender'],
  ]);
  const said = (protocol: Protocol) => {
    const own = inProtocol(protocol, describeAlarms, failed);
    assert.ok(own);
    return read(describeAlarms, protocol, own);
  };
  const error = { code: 'DashboardInvalidInputError', message: 'no <b>&</b>', httpStatus: 400 };

  assert.deepEqual(said('cbor'), { outcome: 'error', error });
  assert.deepEqual(said('query'), { outcome: 'error', error: { ...error, code: 'InvalidParameterInput' } });
});

test('what was masked stays masked, and its evidence stays', () => {
  const answered = json(
    { MetricAlarms: [{ AlarmName: 'a', AlarmDescription: 'ghp_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6' }] },
    [],
    200,
  );

  const own = inProtocol('cbor', describeAlarms, answered);

  assert.ok(own);
  assert.match(headerValue(own.headers, 'x-countersign-masked') ?? '', /^1;classes=/);
  assert.match(JSON.stringify(read(describeAlarms, 'cbor', own)), /\[masked:/);
  assert.deepEqual(
    [headerValue(own.headers, 'content-type'), headerValue(own.headers, 'smithy-protocol')],
    ['application/cbor', 'rpc-v2-cbor'],
  );
});

test('what is not of its shape is not written anew', () => {
  assert.equal(inProtocol('cbor', describeAlarms, json({ MetricAlarms: [null, 3] }, [], 200)), undefined);
  assert.equal(inProtocol('query', describeAlarms, json({ MetricAlarms: 'many' }, [], 200)), undefined);
});
