/** The front of the wire where the operator's file asks for containers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowed, policyIn, rolePolicy } from '../support/hub.ts';
import { fargate, type Properties, type Resource } from '../support/synth.ts';

function ofType(type: string): readonly Resource[] {
  return Object.values(fargate().resources).filter(({ Type }) => Type === type);
}

function only(type: string): Properties {
  const [found, ...others] = ofType(type);
  assert.ok(found !== undefined && others.length === 0, `one ${type}`);
  return found.Properties;
}

test('the containers have the wire’s role, by the name that spokes trust, and may do what its function may', () => {
  const [role] = ofType('AWS::IAM::Role').filter(({ Properties }) => Properties.RoleName === 'Countersign-Wire');

  assert.equal(role?.Properties.Path, '/countersign-hub/callers/');
  assert.match(JSON.stringify(role?.Properties.AssumeRolePolicyDocument), /ecs-tasks\.amazonaws\.com/);
  assert.deepEqual(allowed(policyIn(fargate().resources, 'Wire')), allowed(rolePolicy('Wire')));
});

test('a container cannot write its files, logs to its own group, and has memory for its bodies', () => {
  const { ContainerDefinitions: containers, Memory, Cpu, RuntimePlatform } = only('AWS::ECS::TaskDefinition');
  const [container] = containers;

  assert.equal(containers.length, 1);
  assert.equal(container.ReadonlyRootFilesystem, true);
  assert.equal(container.LogConfiguration.LogDriver, 'awslogs');
  assert.deepEqual([Cpu, Memory, RuntimePlatform.CpuArchitecture], ['1024', '2048', 'ARM64']);
});

test('nothing comes to a container but from the balancer, and to the balancer but over TLS', () => {
  const groups = ofType('AWS::EC2::SecurityGroup').flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []);
  const between = ofType('AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);
  const listeners = ofType('AWS::ElasticLoadBalancingV2::Listener').map(({ Properties }) => Properties);

  assert.deepEqual(
    groups.map(({ CidrIp, FromPort, ToPort }: Properties) => [CidrIp, FromPort, ToPort]),
    [['0.0.0.0/0', 443, 443]],
  );
  assert.ok(between.every(({ SourceSecurityGroupId }) => SourceSecurityGroupId !== undefined));
  assert.deepEqual(
    listeners.map(({ Protocol, Port }) => [Protocol, Port]),
    [['HTTPS', 443]],
  );
});

test('the balancer keeps a held call, writes no log of URLs, and has a firewall that samples nothing', () => {
  const { LoadBalancerAttributes: attributes } = only('AWS::ElasticLoadBalancingV2::LoadBalancer');
  const of = Object.fromEntries(attributes.map(({ Key, Value }: Properties) => [Key, Value]));

  assert.ok(Number(of['idle_timeout.timeout_seconds']) > 50);
  assert.equal(of['deletion_protection.enabled'], 'true');
  assert.notEqual(of['access_logs.s3.enabled'], 'true');
  assert.doesNotMatch(JSON.stringify(only('AWS::WAFv2::WebACL')), /"SampledRequestsEnabled":true/);
});

test('there are as many containers as the file says, and neither a function nor a URL of the wire', () => {
  assert.equal(only('AWS::ECS::Service').DesiredCount, 2);
  assert.deepEqual(ofType('AWS::Lambda::Url'), []);
  assert.deepEqual(
    Object.keys(fargate().resources).filter((id) => id.startsWith('WireFunction')),
    [],
  );
});
