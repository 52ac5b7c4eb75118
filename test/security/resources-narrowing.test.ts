/** The narrowing policy over every operation of the hand-checked services: it fits STS, holds its call, and nothing of another service. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { anywhere, exactServices } from '#core/connections/call-grants.ts';
import { narrowingOf, narrowingPolicyLimit } from '#core/connections/narrowing-policy.ts';
import type { Call, Role } from '#core/model.ts';
import { actionsOf } from '#core/protocols/aws/actions/actions.ts';
import { checkedServices, resourcesOf } from '#core/protocols/aws/resources/resources.ts';
import { readIamTypes } from './iam-types.ts';
import { sampleParameters } from './resources-sample.ts';

const catalog = readCatalog();
const place = { region: 'eu-west-1', account: '123456789012', partition: 'aws' };
const role: Role = { arn: 'arn:aws:iam::123456789012:role/r', groups: [], narrow: 'call' };

const calls: readonly Call[] = [...exactServices].flatMap((service) =>
  [...(catalog.services.get(service)?.operations.values() ?? [])].map((operation): Call => {
    const parameters = sampleParameters(catalog, operation);
    return {
      service,
      operation: operation.name,
      region: place.region,
      account: place.account,
      access: operation.access,
      actions: actionsOf(operation, parameters),
      ...resourcesOf({ service, operation: operation.name, parameters, ...place }),
      parameters,
    };
  }),
);

test('the services that are cut to the call are those whose resources are checked by hand', () => {
  assert.deepEqual([...exactServices].sort(), [...checkedServices].sort());
});

test('every operation that is said to reach anywhere exists', () => {
  for (const id of anywhere) {
    const [service = '', name = ''] = id.split(':');
    assert.ok(catalog.operation(service, name), id);
  }
});

test('every narrowing policy fits STS and grants all actions of its call', (context) => {
  let exact = 0;
  for (const call of calls) {
    const narrowing = narrowingOf(call, role);
    assert.ok(narrowing.to !== 'off');
    assert.ok(narrowing.policy.length <= narrowingPolicyLimit, `${call.service}:${call.operation}`);
    if (narrowing.to === 'service') continue;
    exact += 1;
    for (const action of call.actions)
      assert.ok(narrowing.policy.includes(`"${action}"`), `${call.service}:${call.operation} ${action}`);
  }
  context.diagnostic(`${exact} of ${calls.length} operations are cut to the call, the others to their service`);

  assert.ok(exact > 2800, `${exact}`);
});

/** Types of the same action that stand for each other: a bucket or its access point, a rule on one bus or another. */
const eitherOr =
  /^s3:|^dynamodb:|^events:|:(?:Tag|Untag|AddTags|ListTags|RemoveTags|CreateTags|DeleteTags|DeleteResourcePolicy|GetResourcePolicy|PutResourcePolicy)|^ec2:(?:Describe|Cancel(?:Export|Import)Task$|CreateFlowLogs$|CreateNetworkInsightsPath$)|^bedrock-runtime:|^bedrock-agent:(?:Get|Delete)Prompt|^bedrock-agentcore:.*(?:Browser|CodeInterpreter)|^lambda:\w+ProvisionedConcurrencyConfig$|^ssm:(?:De|StartSession)|^stepfunctions:DescribeExecution$|^kms:|^bedrock:(?:Get|(?:Delete|Export)AutomatedReasoning)|^iam:(?:DeleteVirtualMFADevice|GenerateServiceLastAccessedDetails|GetContextKeys|ListPoliciesGranting|SimulatePrincipal)|^rds:(?:ApplyPending|StartActivityStream|StartExportTask|StopActivityStream)|^sagemaker:(?:Add|Delete)Association|^ssm:(?:GetConnectionStatus|GetResourcePolicies|PutComplianceItems)/;

test('no operation is cut to fewer types of resources than IAM asks for', () => {
  const short = calls
    .filter((call) => narrowingOf(call, role).to === 'call' && !anywhere.has(`${call.service}:${call.operation}`))
    .filter((call) => {
      const types = readIamTypes(call.actions[0] ?? '');
      const found = call.resources.map(({ type }) => type.toLowerCase());
      return call.resources.length > 0 && types.some((type) => !found.includes(type));
    })
    .map((call) => `${call.service}:${call.operation}`);

  assert.deepEqual(
    short.filter((id) => !eitherOr.test(id)),
    [],
  );
});

test('a call on an identity by its name is cut to that name, under whatever path', () => {
  const call = calls.find(({ service, operation }) => service === 'iam' && operation === 'AttachRolePolicy');
  assert.ok(call);

  const narrowing = narrowingOf(call, role);

  assert.ok(!call.resourcesKnown && narrowing.to === 'call');
  assert.ok(narrowing.policy.includes('"arn:aws:iam::123456789012:role/abc123","arn:aws:iam::123456789012:role/*/abc123"'));
  assert.ok(!narrowing.policy.includes('iam:*'));
});

test('no operation is cut to a resource where IAM knows none for its action', () => {
  const none = calls.filter(
    (call) => call.resourcesKnown && call.resources.length > 0 && readIamTypes(call.actions[0] ?? '').length === 0,
  );

  // These have no action of their own at all, so that they are cut to their service.
  const cut = none.filter((call) => narrowingOf(call, role).to !== 'service').map((call) => `${call.service}:${call.operation}`);
  assert.deepEqual(
    cut.filter((id) => !anywhere.has(id) && id !== 'secretsmanager:BatchGetSecretValue'),
    [],
  );
});
