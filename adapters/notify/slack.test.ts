import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHttpDouble, type HttpDouble, type Received } from './http-double.fixture.ts';
import { sampleMessage } from './sample-message.fixture.ts';
import { createSlackChannel } from './slack.ts';

const posted = { body: { ok: true, channel: 'C123', ts: '1700000000.000100' } };
const form = ({ body }: Received) => Object.fromEntries(new URLSearchParams(body));

async function withSlack(
  answer: Parameters<typeof createHttpDouble>[0],
  run: (slack: HttpDouble) => Promise<void>,
): Promise<void> {
  const slack = await createHttpDouble(answer);
  try {
    await run(slack);
  } finally {
    await slack.close();
  }
}

const channelAt = (slack: HttpDouble, token = async () => 'xoxb-test') =>
  createSlackChannel({ channel: '#prod', token, apiUrl: `${slack.url}/api/` });

test('who, what and where are posted with the link, and nothing of it unfurls', async () => {
  await withSlack(
    () => posted,
    async (slack) => {
      const place = await channelAt(slack).deliver(sampleMessage());

      const [request] = slack.received;
      assert.ok(request);
      const sent = form(request);
      assert.equal(request.path, '/api/chat.postMessage');
      assert.equal(request.headers.authorization, 'Bearer xoxb-test');
      assert.deepEqual([sent.channel, sent.unfurl_links, sent.unfurl_media], ['#prod', 'false', 'false']);
      assert.match(sent.blocks ?? '', /TerminateInstances/);
      assert.equal(sent.blocks?.split('/approvals/').length, 2);
      assert.equal(place, 'C123/1700000000.000100');
    },
  );
});

test('somebody else’s words are plain text: they call nobody and format nothing', async () => {
  await withSlack(
    () => posted,
    async (slack) => {
      await channelAt(slack).deliver(sampleMessage());

      const [request] = slack.received;
      const blocks: readonly { readonly type: string; readonly text?: { readonly type: string; readonly text: string } }[] =
        JSON.parse(request === undefined ? '[]' : (form(request).blocks ?? '[]'));
      const markdown = blocks.filter(({ text }) => text?.type === 'mrkdwn').map(({ text }) => text?.text);
      assert.deepEqual(markdown, ['<@U00APPROVER1>']);
    },
  );
});

test('the message is brought up to date where it stands once it is decided, and a reminder goes into its thread', async () => {
  await withSlack(
    () => posted,
    async (slack) => {
      const places = { 'slack #prod': 'C123/1700000000.000100' };

      await channelAt(slack).deliver(sampleMessage({ kind: 'approved', headline: 'x is approved', places }));
      await channelAt(slack).deliver(sampleMessage({ kind: 'reminded', places }));

      const [update, reminder] = slack.received;
      assert.ok(update && reminder);
      assert.equal(update.path, '/api/chat.update');
      assert.deepEqual([form(update).channel, form(update).ts], ['C123', '1700000000.000100']);
      assert.doesNotMatch(update.body, /approvals%2F/);
      assert.deepEqual([reminder.path, form(reminder).thread_ts], ['/api/chat.postMessage', '1700000000.000100']);
    },
  );
});

test('a refused token is asked for again at the next try', async () => {
  const tokens = ['xoxb-old', 'xoxb-new'];
  await withSlack(
    ({ headers }) => (headers.authorization === 'Bearer xoxb-new' ? posted : { body: { ok: false, error: 'token_revoked' } }),
    async (slack) => {
      const channel = channelAt(slack, async () => tokens.shift() ?? 'xoxb-new');

      await assert.rejects(channel.deliver(sampleMessage()), /token_revoked/);
      await channel.deliver(sampleMessage());

      assert.equal(slack.received.length, 2);
    },
  );
});

test('an error tells Slack’s code, and nothing of the message or the token', async () => {
  await withSlack(
    () => ({ status: 500, body: {} }),
    async (slack) => {
      await assert.rejects(channelAt(slack).deliver(sampleMessage()), (error: Error) => {
        assert.doesNotMatch(`${error.message}${JSON.stringify(error)}${String(error.cause)}`, /xoxb|approvals\/|engineer/);
        return true;
      });
    },
  );
});
