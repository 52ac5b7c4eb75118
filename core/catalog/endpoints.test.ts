import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { endpointOf } from './endpoints.ts';

const catalog = readCatalog();

const known = [
  ['ec2', 'eu-west-1', 'ec2.eu-west-1.amazonaws.com', 'ec2', 'eu-west-1'],
  ['s3', 'us-east-1', 's3.us-east-1.amazonaws.com', 's3', 'us-east-1'],
  ['s3control', 'eu-west-1', 's3-control.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['sts', 'eu-central-1', 'sts.eu-central-1.amazonaws.com', 'sts', 'eu-central-1'],
  ['iam', 'eu-west-1', 'iam.amazonaws.com', 'iam', 'us-east-1'],
  ['iam', 'cn-northwest-1', 'iam.cn-north-1.amazonaws.com.cn', 'iam', 'cn-north-1'],
  ['iam', 'us-gov-east-1', 'iam.us-gov.amazonaws.com', 'iam', 'us-gov-west-1'],
  ['route53', 'ap-south-1', 'route53.amazonaws.com', 'route53', 'us-east-1'],
  ['organizations', 'us-gov-east-1', 'organizations.us-gov-west-1.amazonaws.com', 'organizations', 'us-gov-west-1'],
  ['networkmanager', 'eu-west-1', 'networkmanager.us-west-2.amazonaws.com', 'networkmanager', 'us-west-2'],
  ['dynamodb', 'eusc-de-east-1', 'dynamodb.eusc-de-east-1.amazonaws.eu', 'dynamodb', 'eusc-de-east-1'],
  ['datazone', 'eu-west-1', 'datazone.eu-west-1.api.aws', 'datazone', 'eu-west-1'],
  ['health', 'eu-west-1', 'global.health.amazonaws.com', 'health', 'us-east-1'],
  ['cloudwatch', 'eu-west-1', 'monitoring.eu-west-1.amazonaws.com', 'monitoring', 'eu-west-1'],
  ['bedrock-runtime', 'us-west-2', 'bedrock-runtime.us-west-2.amazonaws.com', 'bedrock', 'us-west-2'],
] as const;

for (const [service, region, host, signingName, signingRegion] of known) {
  test(`${service} in ${region} is reached at ${host}`, () => {
    assert.deepEqual(endpointOf(catalog, service, region), { host, basePath: '', signingName, signingRegion });
  });
}

test('a service behind a base path says so', () => {
  assert.equal(endpointOf(catalog, 'geo-maps', 'eu-west-1')?.basePath, '/v2');
});

test('a region that no partition lists has no endpoint, so that no name from outside becomes a host', () => {
  for (const region of [
    'x.evil/',
    'evil.example',
    'us-east-9',
    'aws-global',
    '',
    'us-east-1.',
    'US-EAST-1',
    '__proto__',
    'constructor',
  ]) {
    assert.equal(endpointOf(catalog, 'ec2', region), undefined, region);
  }
});

test('a service that the catalog does not have, or that is not reached by region, has no endpoint', () => {
  assert.equal(endpointOf(catalog, 'no-such-service', 'eu-west-1'), undefined);
  assert.equal(endpointOf(catalog, 'cloudfront-keyvaluestore', 'us-east-1'), undefined);
});

test('every endpoint is a host name of plain labels, and ends in a domain of its partition', () => {
  const domains =
    /\.(amazonaws\.(com|com\.cn|eu|cn)|amazonaws-us-gov\.com|aws\.amazon\.com|api\.aws|on\.aws|api\.amazonwebservices\.(com\.cn|eu)|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov|api\.aws\.(ic\.gov|scloud|hci\.ic\.gov)|api\.cloud-aws\.adc-e\.uk)$/;
  let count = 0;
  for (const service of catalog.services.values()) {
    for (const region of catalog.regions.keys()) {
      const endpoint = endpointOf(catalog, service.id, region);
      if (endpoint === undefined) continue;
      count += 1;
      assert.match(endpoint.host, /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]+$/, service.id);
      assert.match(endpoint.host, domains, service.id);
      assert.ok(catalog.regions.has(endpoint.signingRegion), service.id);
    }
  }
  assert.equal(count, 423 * catalog.regions.size);
});
