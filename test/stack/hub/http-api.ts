/** What the stack promises of the HTTP API: its routes, its authorizer, its throttles and its log. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mcpRoutes, pageRoutes, routes } from '#config/routes.ts';
import { ofType, only, resources } from '../support/hub.ts';
import { type Properties, varied } from '../support/synth.ts';

test('every route of the table is served, and exactly those without an authorizer are open', () => {
  const served = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
    Properties.RouteKey,
    Properties.AuthorizationType === 'JWT' && Properties.AuthorizerId !== undefined ? 'human' : 'none',
  ]);

  const wanted = [...routes, ...pageRoutes, ...mcpRoutes].map(({ method, path, authorizer }) => [
    `${method} ${path}`,
    authorizer,
  ]);
  assert.deepEqual(served.toSorted(), wanted.toSorted());
  assert.ok(!served.some(([key]) => key === '$default'));
});

test('calls by JSON, their explanations and the checks of roles go to the function that may assume them, and nothing else does', () => {
  const targets = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
    const integration = resources[Properties.Target['Fn::Join'][1][1].Ref]?.Properties.IntegrationUri['Fn::GetAtt'][0];
    return [Properties.RouteKey, integration.replace(/Function[0-9A-F]{8}$/, '')];
  });

  assert.deepEqual(
    targets.filter(([, name]) => name === 'Calls'),
    [
      ['POST /v1/calls', 'Calls'],
      ['POST /v1/explain', 'Calls'],
      ['POST /v1/checks', 'Calls'],
    ],
  );
  assert.deepEqual(
    targets.filter(([, name]) => name === 'ApprovalsPages').map(([key]) => key),
    pageRoutes.map(({ method, path }) => `${method} ${path}`),
  );
  assert.deepEqual(
    targets.filter(([, name]) => name === 'Mcp').map(([key]) => key),
    mcpRoutes.map(({ method, path }) => `${method} ${path}`),
  );
});

test('the authorizer is the first issuer of people', () => {
  assert.deepEqual(only('AWS::ApiGatewayV2::Authorizer').JwtConfiguration, {
    Issuer: 'https://acme.okta.com/oauth2/default',
    Audience: ['countersign'],
  });
});

test('every open route has a throttle of its own, below that of all', () => {
  const stage = only('AWS::ApiGatewayV2::Stage');
  const open = [...routes, ...pageRoutes, ...mcpRoutes]
    .filter(({ authorizer }) => authorizer === 'none')
    .map(({ method, path }) => `${method} ${path}`);

  assert.deepEqual(Object.keys(stage.RouteSettings).toSorted(), open.toSorted());
  for (const { ThrottlingRateLimit } of Object.values<Properties>(stage.RouteSettings)) {
    assert.ok(ThrottlingRateLimit > 0 && ThrottlingRateLimit < stage.DefaultRouteSettings.ThrottlingRateLimit);
  }
});

test('the access log tells the route and never the path, the query or a header', () => {
  const { Format } = only('AWS::ApiGatewayV2::Stage').AccessLogSettings;

  assert.deepEqual([...Format.matchAll(/\$context\.([A-Za-z.]+)/g)].map((match) => match[1]).toSorted(), [
    'identity.sourceIp',
    'integrationErrorMessage',
    'requestId',
    'requestTime',
    'responseLatency',
    'responseLength',
    'routeKey',
    'status',
  ]);
});

test('with a certificate the API answers to the name of publicUrl alone, over TLS 1.2 at least', () => {
  const made = Object.values(varied().resources);
  const [name] = made.filter(({ Type }) => Type === 'AWS::ApiGatewayV2::DomainName');
  const [api] = made.filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Api');

  assert.equal(name?.Properties.DomainName, 'countersign.acme.example');
  assert.equal(name?.Properties.DomainNameConfigurations[0].SecurityPolicy, 'TLS_1_2');
  assert.equal(api?.Properties.DisableExecuteApiEndpoint, true);
  assert.equal(made.filter(({ Type }) => Type === 'AWS::ApiGatewayV2::ApiMapping').length, 1);
  assert.equal(only('AWS::ApiGatewayV2::Api').DisableExecuteApiEndpoint, false);
});
