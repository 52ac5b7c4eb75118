/** The front of the wire where the operator's file asks for a REST API. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Resource, restApi } from '../support/synth.ts';

function ofType(type: string): readonly Resource[] {
  return Object.values(restApi().resources).filter(({ Type }) => Type === type);
}

test('every method on every path streams from the wire’s function, for as long as that runs', () => {
  const methods = ofType('AWS::ApiGateway::Method').map(({ Properties }) => Properties);

  assert.equal(methods.length, 2);
  for (const { HttpMethod, AuthorizationType, Integration } of methods) {
    assert.deepEqual([HttpMethod, AuthorizationType, Integration.Type], ['ANY', 'NONE', 'AWS_PROXY']);
    assert.equal(Integration.ResponseTransferMode, 'STREAM');
    assert.equal(Integration.TimeoutInMillis, 90_000);
    assert.match(JSON.stringify(Integration.Uri), /2021-11-15.*WireFunction.*response-streaming-invocations/);
  }
});

test('it answers to its own name alone, bodies arrive as bytes, and no Function URL is beside it', () => {
  const [api] = ofType('AWS::ApiGateway::RestApi');
  const [name] = ofType('AWS::ApiGateway::DomainName');
  const [mapping] = ofType('AWS::ApiGateway::BasePathMapping');

  assert.equal(api?.Properties.DisableExecuteApiEndpoint, true);
  assert.deepEqual(api?.Properties.BinaryMediaTypes, ['*/*']);
  assert.deepEqual([name?.Properties.DomainName, name?.Properties.SecurityPolicy], ['wire.acme.example', 'TLS_1_2']);
  assert.equal(mapping?.Properties.BasePath, undefined);
  assert.deepEqual(ofType('AWS::Lambda::Url'), []);
});

test('a firewall stands in front that counts and never samples, and the log tells no path, query or header', () => {
  const [acl] = ofType('AWS::WAFv2::WebACL');
  const [stage] = ofType('AWS::ApiGateway::Stage');

  assert.match(JSON.stringify(ofType('AWS::WAFv2::WebACLAssociation')[0]?.Properties.ResourceArn), /WireFrontApi/);
  assert.doesNotMatch(JSON.stringify(acl), /"SampledRequestsEnabled":true/);
  assert.doesNotMatch(stage?.Properties.AccessLogSetting.Format, /path|query|header|userAgent/i);
  assert.ok(
    stage?.Properties.MethodSettings.every((of: { readonly DataTraceEnabled?: boolean }) => of.DataTraceEnabled !== true),
  );
  assert.ok(stage?.Properties.MethodSettings.every((of: { readonly ThrottlingRateLimit: number }) => of.ThrottlingRateLimit > 0));
});
