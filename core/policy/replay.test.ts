import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ada, agentOfAda, ask, instance, permitAll, policySet } from '#test/policy/questions.ts';
import { randomPolicies, randomQuestion } from '#test/policy/random-policies.ts';
import { eventOf, recordedCall } from '#test/policy/recorded.ts';
import { createRandom } from '#test/vectors/random.ts';
import { readRecordedCall } from './recorded-call.ts';
import { replay } from './replay.ts';

const today = policySet(permitAll);
const noStops = policySet(
  permitAll,
  '@id("stop") @reason("r") forbid (principal, action in CS::Action::"ec2:StopInstances", resource);',
);
const stop = ask({ call: { operation: 'StopInstances', actions: ['ec2:StopInstances'] } });

test('what would change is told by principal and operation, with samples', () => {
  const calls = [ask(), stop, stop].map((question) => recordedCall(today, question));

  const replayed = replay(noStops, calls);

  assert.deepEqual([replayed.calls, replayed.unchanged, replayed.indeterminate], [3, 1, []]);
  assert.deepEqual(replayed.changed, [
    {
      principal: 'test:ada',
      operation: 'ec2:StopInstances',
      from: 'allow',
      to: 'deny (guardrail)',
      because: 'stop',
      calls: 2,
      samples: calls.slice(1).map(({ eventId }) => eventId),
    },
  ]);
});

test('an event is read back as the question that was put', () => {
  const random = createRandom(11);
  let same = 0;
  for (let index = 0; index < 60; index += 1) {
    const set = policySet(randomPolicies(random, 6));
    const question = randomQuestion(random);

    const { changed, unchanged } = replay(set, [recordedCall(set, question)]);

    assert.deepEqual(changed, []);
    same += unchanged;
  }
  assert.ok(same >= 20, `${same} were decided again`);
});

test('a sample is the last event of its call, which a search finds', () => {
  const intent = recordedCall(today, ask(), { kind: 'intent', callId: 'C' });
  const outcome = recordedCall(today, ask(), { kind: 'outcome', callId: 'C' });
  const none = policySet('@id("none") permit (principal in CS::Group::"nobody", action, resource);');

  for (const order of [
    [intent, outcome],
    [outcome, intent],
  ])
    assert.deepEqual(replay(none, order).changed[0]?.samples, [outcome.eventId]);
});

test('an intent and its outcome are one call, decided by the one that holds the parameters', () => {
  const reading = policySet(
    permitAll,
    '@id("one") @reason("r") forbid (principal, action, resource) when { context.requestParams.hasTag("InstanceIds[]") };',
  );
  const events = [
    recordedCall(today, ask(), { kind: 'outcome', callId: 'C' }),
    recordedCall(today, ask(), { kind: 'intent', callId: 'C' }),
  ];

  const { calls, changed } = replay(reading, events);

  assert.deepEqual([calls, changed.map(({ to }) => to)], [1, ['deny (guardrail)']]);
});

test('a list of the API shows events that can be read', () => {
  const listed = { id: 'x', kind: 'intent', event: eventOf(today, stop) };

  assert.equal(readRecordedCall(listed)?.question.call.operation, 'StopInstances');
});

test('what is no decided call is passed over', () => {
  assert.equal(readRecordedCall({ unmapped: { countersign: { kind: 'session' } } }), undefined);
  assert.equal(readRecordedCall('text'), undefined);
});

describe('a fact that is missing makes the call indeterminate', () => {
  const byParameter = policySet(
    permitAll,
    '@id("p") @reason("r") forbid (principal, action, resource) when { context.requestParams.hasTag("Tags[].Value") };',
  );
  const byTag = policySet(permitAll, '@id("t") @reason("r") forbid (principal, action, resource) when { resource.hasTag("x") };');
  const byEmail = policySet(
    permitAll,
    '@id("e") @reason("r") forbid (principal, action, resource) when { principal has email && principal.email == "x" };',
  );
  const why = (set: typeof today, call: ReturnType<typeof recordedCall>) =>
    replay(set, [call]).indeterminate.map(({ because }) => because);
  const masked = (path: string) => [{ rule: 'model', class: 'secret', count: 1, paths: [path] }];

  test('the parameters of an outcome', () => {
    assert.match(why(byParameter, recordedCall(today, ask(), { kind: 'outcome' })).join(), /stand in another event/);
  });

  for (const path of ['Tags[0].Value', 'Tags[].Value', 'Tags', 'Tags[2]']) {
    test(`a parameter masked at ${path}`, () => {
      assert.match(why(byParameter, recordedCall(today, ask(), { masks: masked(path) })).join(), /Tags\[\]\.Value was masked/);
    });
  }

  test('but not one masked elsewhere, or out of the policies’ reach', () => {
    assert.deepEqual(why(byParameter, recordedCall(today, ask(), { masks: masked('UserData') })), []);
    assert.deepEqual(why(today, recordedCall(today, ask(), { masks: masked('Tags') })), []);
  });

  test('tags that were not read, or masked', () => {
    const unread = ask({ resources: [instance('i-1', { tagsKnown: false })] });
    const hidden = ask({ resources: [instance('i-1', { tags: { x: '[masked:secret]' } })] });

    assert.match(why(byTag, recordedCall(today, unread)).join(), /tags of arn.* are not in the record/);
    assert.match(why(byTag, recordedCall(today, hidden)).join(), /a tag of arn.* was masked/);
  });

  test('an e-mail that was masked', () => {
    const question = ask({ principal: { ...ada, email: '[masked:email]' } });

    assert.match(why(byEmail, recordedCall(today, question)).join(), /claim of the principal/);
  });

  test('the key of a tag that is changed', () => {
    const parameters = { Tags: [{ Key: '[masked:secret]' }] };
    const question = ask({ call: { operation: 'DeleteTags', access: 'tagging', actions: ['ec2:DeleteTags'], parameters } });

    assert.notDeepEqual(why(byTag, recordedCall(today, question)), []);
  });
});

test('an agent is decided again with its person', () => {
  const noTeam = policySet(permitAll, '@id("g") @reason("r") forbid (principal == CS::User::"test:ada", action, resource);');

  const { changed } = replay(noTeam, [recordedCall(today, ask({ principal: agentOfAda }))]);

  assert.deepEqual(
    changed.map(({ principal, to }) => [principal, to]),
    [['test:agent', 'deny (guardrail)']],
  );
});
