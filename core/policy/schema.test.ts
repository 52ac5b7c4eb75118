import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAuthorized } from '@cedar-policy/cedar-wasm/web';
import { readCatalog } from '#adapters/files/catalog.ts';
import { agentOfAda, ask, noon, permitAll, policySet } from '#test/policy/questions.ts';
import { knownActions } from '../known-actions.ts';
import type { CedarRequest } from './cedar.ts';
import { requestsOf } from './decide.ts';
import { decideProductAction } from './product-action.ts';
import { cutSchema } from './schema.ts';

const directory = knownActions(readCatalog());
const reading = `${permitAll}
  @id("reads") permit (principal, action in CS::Action::"access:write", resource)
  when { context.requestParams.hasTag("InstanceIds[]") && principal in CS::Group::"team" && resource in CS::Account::"123456789012" };`;

function validated(request: CedarRequest, mentioned: readonly string[]) {
  return isAuthorized({
    ...request,
    entities: [...request.entities],
    policies: { staticPolicies: {} },
    schema: cutSchema(mentioned, directory),
    validateRequest: true,
  });
}

test('what the engine is sent is what the schema says', () => {
  const set = policySet(reading);
  const questions = [ask(), ask({ principal: agentOfAda }), ask({ context: { sourceIp: '' } })];
  const service = ask({ principal: { ...questions[0]?.principal, kind: 'service' } as typeof agentOfAda });

  for (const question of [...questions, service]) {
    for (const { judged } of requestsOf(set, question)) {
      const answer = validated(judged.request, ['ec2:TerminateInstances', 'access:write']);
      assert.deepEqual(answer.type === 'failure' ? answer.errors : [], []);
    }
  }
});

test('the schema holds only the actions that are mentioned, one of each kind, and those that stand for groups', () => {
  const { actions } = cutSchema(['svc:s3:tagging', 'ec2:NoSuch'], directory).CS ?? { actions: {} };

  assert.ok(Object.keys(actions).length <= 6, Object.keys(actions).join());
  assert.ok('svc:s3:tagging' in actions && !('ec2:NoSuch' in actions));
});

test('an action of the product is decided on what the schema says', () => {
  const set = policySet(
    '@id("own") permit (principal, action == CS::Action::"countersign:Revoke", resource) when { resource has owner };',
  );
  const resource = { kind: 'session', id: 's', owner: ask().principal } as const;

  const decision = decideProductAction(set, {
    principal: ask().principal,
    action: 'countersign:Revoke',
    resource,
    context: noon,
  });

  assert.equal(decision.outcome, 'allow');
});
