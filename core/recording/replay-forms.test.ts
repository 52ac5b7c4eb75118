import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asMasked, callOf, draftOf, sampleTime } from '#test/contracts/sample-events.ts';
import type { StoredEvent } from '../ports.ts';
import { type CastMoment, castOf, momentAfter } from './cast.ts';
import { csvRow } from './csv.ts';
import type { EventDraft } from './draft.ts';
import { endsCall, harBegin, harEnd, harEntry } from './har.ts';
import { readableText } from './readable-text.ts';
import { createWriter } from './writer.ts';

const hostile = 'a\u001b]52;c;ZXZpbA==\u0007b\u001b[2Jc\u009b31md\u202ee\u0000f\u001bPq#0\u001b\\g';

async function recorded(drafts: readonly Partial<EventDraft>[], stepMilliseconds = 1000): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  const recorder = {
    append: async (appended: readonly StoredEvent[]) => void events.push(...appended),
    openIntents: async () => [],
  };
  const time = sampleTime('2026-11-02T10:00:00.000Z', stepMilliseconds);
  const writer = createWriter({ recorder, ...time, tenant: 'local', productVersion: '0.1.0' });
  for (const draft of drafts) await writer.record(draftOf(draft));
  return events;
}

function call(parameters: object) {
  return callOf('ec2', 'CreateTags', { parameters: asMasked(parameters as never) });
}

test('no control, escape or bidi character of recorded text is left in what a terminal shows', () => {
  assert.equal(readableText(hostile), 'abcdefg');
  assert.equal(readableText('two\nlines\tand Zoë 😀'), 'two\nlines\tand Zoë 😀');
});

test('a cast holds nothing that a terminal would obey, in parameters, replies and errors', async () => {
  const body = asMasked(new TextEncoder().encode(`{"Name":"${hostile}"}`));
  const events = await recorded([
    { kind: 'intent', call: call({ Tags: [{ Key: 'Name', Value: hostile }] }) },
    { answer: { outcome: 'failure', errorCode: hostile, errorMessage: asMasked(hostile), body } },
  ]);

  const [, ...moments] = Array.from(castOf(events, { title: hostile, idleSeconds: 2 }), (line) => JSON.parse(line));

  for (const [, , text] of moments) assert.doesNotMatch(text.replaceAll('\r\n', ''), /[\p{Cc}\p{Cf}]/u);
});

test('a long pause is shortened, and the cast says how long it was', async () => {
  const events = await recorded([{ kind: 'intent' }, {}], 600_000);

  const [, first, second] = Array.from(castOf(events, { title: 'a session', idleSeconds: 2 }), (line) => JSON.parse(line));

  assert.equal(first[0], 0);
  assert.equal(second[0], 2);
  assert.match(second[2], /^# 10 min later/);
});

test('calls are shown as the commands that people know them by', async () => {
  const events = await recorded([{ kind: 'intent', call: call({ Resources: ['i-1'], DryRun: true }) }]);

  const [, moment] = Array.from(castOf(events, { title: '', idleSeconds: 2 }), (line) => JSON.parse(line));

  assert.match(moment[2], /^\$ aws ec2 create-tags --dry-run true --resources '\["i-1"\]'/);
});

test('a cell that a spreadsheet would run is text, and cells with commas, quotes and breaks are quoted', async () => {
  const [event] = await recorded([{ reason: asMasked('=HYPERLINK("http://evil","x"),\n1') }]);

  const row = event && csvRow(event, undefined);

  assert.match(row ?? '', /"'=HYPERLINK\(""http:\/\/evil"",""x""\),\n1"/);
  for (const start of ['+', '-', '@', '\t']) {
    const [other] = await recorded([{ reason: asMasked(`${start}1`) }]);
    const cells = other && csvRow(other, 17);
    assert.ok(cells?.includes(`,'${start}1,`), start);
    assert.ok(cells?.endsWith(',17\r'));
  }
});

test('a formula hides behind no control character, space or wide sign', async () => {
  for (const start of ['\u0000=', '\u200e=', '\u001b[0m=', ' =', '\ufeff@', '\u200b\t+', '＝']) {
    const [event] = await recorded([{ reason: asMasked(`${start}1+1`) }]);

    const row = event && csvRow(event, undefined);

    assert.match(row ?? '', /,'[^,=]*[=@＝+]1\+1,/, JSON.stringify(start));
  }
});

test('HAR has one entry a call, with the parameters of its intent and the reply of its outcome, and no header', async () => {
  const body = asMasked(new TextEncoder().encode('<ok/>'));
  const events = await recorded([
    { kind: 'intent', call: call({ Resources: ['i-1'] }) },
    { answer: { outcome: 'success', httpStatus: 200, latencyMs: 12, body } },
  ]);

  const [intent] = events;
  const entries = events.filter(endsCall).map((event) => harEntry(event, intent));
  const { log } = JSON.parse(`${harBegin('0.1.0')}${entries.join(',')}${harEnd({ unsealed: 2 })}`);

  assert.equal(log.entries.length, 1);
  assert.equal(log.entries[0].request.postData.text, '{"Resources":["i-1"]}');
  assert.equal(log.entries[0].response.content.text, '<ok/>');
  assert.deepEqual([log.entries[0].request.headers, log.entries[0].response.headers], [[], []]);
});

test('a body that is no text, or a long one, stands in HAR in base64, and one that no answer could carry is named alone', async () => {
  const [binary, long, large] = await recorded([
    { answer: { outcome: 'success', body: asMasked(Uint8Array.of(0xa1, 0xff)) } },
    { answer: { outcome: 'success', body: asMasked(new TextEncoder().encode('"'.repeat(500_001))) } },
    { answer: { outcome: 'success', body: asMasked(new Uint8Array(2_500_001)) } },
  ]);

  const [first, middle, second] = [binary, long, large].map(
    (event) => JSON.parse((event && harEntry(event, undefined)) ?? '').response.content,
  );

  assert.deepEqual([first.text, first.encoding], ['of8=', 'base64']);
  assert.deepEqual([middle.encoding, middle.size], ['base64', 500_001]);
  assert.deepEqual([second.text, second.size], [undefined, 2_500_001]);
});

test('an approval is told in words: who was asked, who decided, and what was said', async () => {
  const steps = [
    { step: 'asked', chains: ['production-change'] },
    { step: 'notified', approvers: ['group:prod-approvers'] },
    { step: 'delivered', channels: [{ channel: 'slack', outcome: 'delivered', tries: 1 }] },
    { step: 'verdict', verdict: 'approve', via: 'api', comment: 'Go on.', state: 'approved' },
    { step: 'used' },
    { step: 'cancelled', note: 'Not needed.' },
  ];
  const events = await recorded(steps.map((detail) => ({ kind: 'approval', detail: asMasked(detail) })));

  const [, ...moments] = Array.from(castOf(events, { title: '', idleSeconds: 2 }), (line) => JSON.parse(line));

  assert.deepEqual(
    moments.map(([, , text]) => text.trimEnd()),
    [
      '# approval asked of production-change (local:engineer)',
      '# approvers notified: group:prod-approvers (local:engineer)',
      '# notices: slack delivered (local:engineer)',
      '# verdict: approve, “Go on.”, by api; the approval is approved (local:engineer)',
      '# approval used (local:engineer)',
      '# approval cancelled, “Not needed.” (local:engineer)',
    ],
  );
});

test('of a long reply a cast shows its beginning, and says how much more there is', async () => {
  const long = asMasked(new TextEncoder().encode('x'.repeat(20_007)));
  const events = await recorded([{ answer: { outcome: 'success', body: long } }]);

  const [, moment] = Array.from(castOf(events, { title: '', idleSeconds: 2 }), (line) => JSON.parse(line));

  assert.match(moment[2], /^x{20000}\r\n# 7 more characters\r\n$/);
});

test('a cast goes on where an earlier part of it ended', async () => {
  const events = await recorded([{ kind: 'intent' }, {}, { kind: 'intent' }, {}]);
  const options = { title: 'a session', idleSeconds: 2 };
  const whole = [...castOf(events, options)];

  const first = [...castOf(events.slice(0, 2), options)];
  const before = events
    .slice(0, 2)
    .reduce<CastMoment | undefined>((last, event) => momentAfter(last, timeOf(event), 2), undefined);
  const second = [...castOf(events.slice(2), { ...options, ...(before === undefined ? {} : { before }) })];

  assert.deepEqual([...first, ...second], whole);
});

function timeOf({ line }: StoredEvent): number {
  return JSON.parse(line).time;
}
