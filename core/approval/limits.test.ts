import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askApproval } from './ask-approval.ts';
import { defaultLimits, restsUntil, tooManyOpen } from './limits.ts';
import { nudge } from './nudge.ts';
import { later } from './progress.ts';
import { sampleApproval } from './sample-approval.fixture.ts';

const now = '2026-05-04T10:10:00.000Z';
const open = (count: number) => Array.from({ length: count }, () => sampleApproval());

test('a sixth open approval of one requester is refused, and one that has expired does not count', () => {
  const ofChain = new Map();

  assert.equal(tooManyOpen({ ofRequester: open(4), ofChain }, defaultLimits, now), undefined);
  assert.equal(tooManyOpen({ ofRequester: open(5), ofChain }, defaultLimits, now)?.code, 'rate-limited');
  assert.equal(tooManyOpen({ ofRequester: open(5), ofChain }, defaultLimits, later(now, 60)), undefined);
});

test('a chain is asked for so many at a time, and the refusal says when to come back', () => {
  const refusal = tooManyOpen({ ofRequester: [], ofChain: new Map([['two-person', open(50)]]) }, defaultLimits, now);

  assert.match(refusal?.sentence ?? '', /two-person.*2026-05-04T11:00:00/);
});

test('a rejected call rests for an hour, any other end does not', () => {
  const rejected = sampleApproval({ state: 'rejected', decidedAt: now });

  assert.equal(restsUntil(rejected, defaultLimits, later(now, 59)), later(now, 60));
  assert.equal(restsUntil(rejected, defaultLimits, later(now, 60)), undefined);
  assert.equal(restsUntil({ ...rejected, state: 'expired' }, defaultLimits, now), undefined);
});

test('the approvers are reminded by their requester three times at most, five minutes apart', () => {
  const at = (minutes: number) => later('2026-05-04T10:00:00.000Z', minutes);
  const first = nudge(sampleApproval(), defaultLimits, at(4));
  const second = nudge(sampleApproval(), defaultLimits, at(5));
  assert.ok(second.outcome === 'changed');

  assert.equal(first.outcome === 'refused' && first.code, 'rate-limited');
  const again = nudge(second.approval, defaultLimits, at(9));
  assert.equal(again.outcome === 'refused' && again.code, 'rate-limited');
  const told = { ...second.approval.told, nudges: 3 };
  const fourth = nudge({ ...second.approval, told }, defaultLimits, at(30));
  assert.equal(fourth.outcome === 'refused' && fourth.code, 'rate-limited');
});

test('what no verdict could ever fulfil is not asked', () => {
  const { chains, requester, ...sample } = sampleApproval();
  const { onBehalfOf: _onBehalfOf, ...person } = requester;
  const asked = { ...sample, principal: { ...person, groups: [], isMfa: true, claims: {} } };
  const rules = { chains, managerClaim: 'manager' };
  const names = chains.map(({ name }) => name);
  const ask = (over: object, theRules = rules) => askApproval({ ...asked, chains: names, ...over }, theRules, now);
  const { personKey: _personKey, ...nobody } = asked.principal;
  const byManager = chains.map((chain) => ({ ...chain, steps: [{ need: 1, from: ['manager-of-requester'], escalateTo: [] }] }));

  assert.equal(ask({}).outcome, 'changed');
  assert.equal(ask({ chains: ['unknown'] }).outcome, 'refused');
  assert.equal(ask({ chains: [] }).outcome, 'refused');
  assert.equal(ask({ principal: nobody }).outcome, 'refused');
  assert.equal(ask({}, { ...rules, chains: byManager }).outcome, 'refused');
  const managed = ask(
    { principal: { ...asked.principal, claims: { manager: 'Mia@Acme.example' } } },
    { ...rules, chains: byManager },
  );
  assert.deepEqual(managed.outcome === 'changed' && managed.approval.chains[0]?.steps[0]?.from, ['person:mia@acme.example']);
});
