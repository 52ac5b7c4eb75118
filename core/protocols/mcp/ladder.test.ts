import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type WaitingCall, waitingAnswer } from './ladder.ts';
import { readRequestState, requestStateText } from './request-state.ts';

const call: WaitingCall = {
  callId: '01JNF0000000000000000000AA',
  taskId: 'task',
  approval: '01JNF0000000000000000000AB',
  message: 'It waits for one of group:prod-approvers.',
  url: 'https://gw.example/calls/01JNF0000000000000000000AA',
  askedAt: '2026-03-01T12:00:00.000Z',
  expiresAt: '2026-03-01T13:00:00.000Z',
  lastsSeconds: 3600,
  requestState: 'state',
  round: 0,
};
const nothing = { tasks: false, openUrl: false, fillForm: false };
const everything = { tasks: true, openUrl: true, fillForm: true };

function answered(
  era: 'legacy' | 'modern',
  can: typeof nothing,
  more: Partial<WaitingCall> = {},
  hold: 'auto' | 'text' = 'auto',
) {
  const answer = waitingAnswer({ ...call, ...more }, { era, can }, hold);
  return answer.kind === 'success' ? answer.result : answer;
}

test('a modern client gets a task where it takes one', () => {
  assert.deepEqual(answered('modern', everything), {
    resultType: 'task',
    taskId: 'task',
    status: 'working',
    statusMessage: call.message,
    createdAt: call.askedAt,
    lastUpdatedAt: call.askedAt,
    ttlMs: 3_600_000,
    pollIntervalMs: 5000,
  });
});

test('else it is asked to open the page, else to fill a form without a link, else to come back', () => {
  const url = answered('modern', { ...everything, tasks: false });
  const form = answered('modern', { ...nothing, fillForm: true });
  const back = answered('modern', nothing);

  assert.match(JSON.stringify(url), /"mode":"url".*gw\.example.*"requestState":"state"/);
  assert.match(JSON.stringify(form), /"mode":"form"/);
  assert.doesNotMatch(JSON.stringify(form), /https?:/);
  assert.deepEqual(back, { resultType: 'input_required', requestState: 'state' });
});

test('who came back eight times is told in words what to do', () => {
  assert.match(JSON.stringify(answered('modern', nothing, { round: 8 })), /NOT EXECUTED.*countersign_call_status/);
});

test('a legacy client that opens addresses gets the error for it, every other the words', () => {
  assert.match(JSON.stringify(answered('legacy', { ...nothing, openUrl: true })), /-32042.*"elicitationId":"01JNF/);
  assert.match(JSON.stringify(answered('legacy', { ...nothing, fillForm: true })), /NOT EXECUTED/);
});

test('an operator who wants words gets words for every client', () => {
  for (const era of ['legacy', 'modern'] as const)
    assert.match(JSON.stringify(answered(era, everything, {}, 'text')), /NOT EXECUTED/);
});

test('a request state is read back by its own principal, in its time, and unaltered', () => {
  const key = Buffer.alloc(32, 1);
  const state = { callId: call.callId, principal: 'dev:agent', digest: 'd', expiresSeconds: 100, round: 2 };
  const text = requestStateText(state, key);
  const read = (given: string, more = {}) => readRequestState(given, { key, principal: 'dev:agent', nowSeconds: 50, ...more });

  assert.deepEqual(read(text), state);
  assert.equal(read(text, { principal: 'dev:other' }), undefined);
  assert.equal(read(text, { nowSeconds: 100 }), undefined);
  assert.equal(read(text, { key: Buffer.alloc(32, 2) }), undefined);
  for (let at = 0; at < text.length; at += 1) {
    const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    assert.equal(read(changed), undefined, `character ${at}`);
  }
});
