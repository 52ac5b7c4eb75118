import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { permitAll, policySet } from '#test/policy/questions.ts';
import { type CedarRequest, evaluate, loadCedar, loadCedarBeside, preparePolicies, splitPolicies } from './cedar.ts';

policySet(permitAll);

const uid = (type: string, id: string) => ({ type, id });
const request: CedarRequest = {
  principal: uid('CS::User', 'u'),
  action: uid('CS::Action', 'a'),
  resource: uid('CS::AwsResource', 'r'),
  context: {},
  entities: [{ uid: uid('CS::AwsResource', 'r'), attrs: {}, parents: [] }],
};

function answerOf(policies: Readonly<Record<string, string>>, change: Partial<CedarRequest> = {}) {
  assert.ok(preparePolicies('cedar-test', policies));
  return evaluate('cedar-test', { ...request, ...change });
}

describe('what Cedar answers', () => {
  test('an erring forbid is skipped, and told: on its own that would be an allow', () => {
    const answer = answerOf({
      p: 'permit (principal, action, resource);',
      f: 'forbid (principal, action, resource) when { resource.nosuch };',
    });

    assert.deepEqual(answer, { kind: 'answer', isAllowed: true, reasons: ['p'], erring: ['f'] });
  });

  test('the reasons of an allow are all satisfied permits', () => {
    const permit = 'permit (principal, action, resource);';

    const answer = answerOf({ a: permit, b: permit, c: 'permit (principal, action, resource) when { false };' });

    assert.deepEqual(answer.kind === 'answer' && [...answer.reasons].sort(), ['a', 'b']);
  });

  test('the reasons of a deny by forbid are the forbids alone', () => {
    const answer = answerOf({ p: 'permit (principal, action, resource);', f: 'forbid (principal, action, resource);' });

    assert.deepEqual(answer, { kind: 'answer', isAllowed: false, reasons: ['f'], erring: [] });
  });

  test('a deny for want of a permit has no reasons', () => {
    assert.deepEqual(answerOf({}), { kind: 'answer', isAllowed: false, reasons: [], erring: [] });
  });
});

describe('what is no answer', () => {
  const permit = { p: 'permit (principal, action, resource);' };

  test('null in the context', () => {
    assert.equal(answerOf(permit, { context: { a: null } }).kind, 'failure');
  });

  test('a number that is no integer', () => {
    assert.equal(answerOf(permit, { context: { a: 1.5 } }).kind, 'failure');
  });

  test('an unknown name of a prepared set', () => {
    assert.equal(evaluate('never prepared', request).kind, 'failure');
  });

  test('the same entity twice with different attributes', () => {
    const entity = { uid: uid('CS::AwsResource', 'r'), attrs: { a: 'x' }, parents: [] };

    assert.equal(answerOf(permit, { entities: [...request.entities, entity] }).kind, 'failure');
  });

  test('a text with half a surrogate pair, at which the binding throws', () => {
    assert.equal(answerOf(permit, { context: { a: '\ud800' } }).kind, 'failure');
  });
});

test('a name that is prepared again takes the new policies', () => {
  answerOf({ p: 'permit (principal, action, resource);' });

  assert.deepEqual(answerOf({}), { kind: 'answer', isAllowed: false, reasons: [], erring: [] });
});

test('parts come in the order of the file, beyond ten of them too', () => {
  const texts = Array.from({ length: 12 }, (_, index) => `@id("p${index}") permit (principal, action, resource);`);

  assert.deepEqual(splitPolicies(texts.join('\n')), texts);
});

test('loading the engine twice does nothing', async () => {
  assert.doesNotThrow(() => loadCedar(new Uint8Array()));
  await assert.doesNotReject(loadCedarBeside(new Uint8Array()));
});
