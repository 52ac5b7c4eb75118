import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createEmailChannel } from './email.ts';
import { createHttpDouble } from './http-double.fixture.ts';
import { sampleMessage } from './sample-message.fixture.ts';

type Sent = {
  readonly Destination: { readonly ToAddresses: readonly string[] };
  readonly Content: {
    readonly Simple: { readonly Body: { readonly Html: { readonly Data: string }; readonly Text: { readonly Data: string } } };
  };
};

async function sent(over: Parameters<typeof sampleMessage>[0]): Promise<readonly Sent[]> {
  const ses = await createHttpDouble(() => ({ body: { MessageId: 'm-1' } }));
  const client = new SESv2Client({
    region: 'eu-west-1',
    endpoint: ses.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await createEmailChannel({ from: 'countersign@acme.example', client }).deliver(sampleMessage(over));
  client.destroy();
  await ses.close();
  assert.ok(ses.received.every(({ path }) => path === '/v2/email/outbound-emails'));
  return ses.received.map(({ body }) => JSON.parse(body));
}

test('each approver gets a mail of its own, text and HTML, with the link once in each', async () => {
  const mails = await sent({});

  assert.deepEqual(mails.map(({ Destination }) => Destination.ToAddresses).toSorted(), [
    ['approver-2@acme.example'],
    ['approver@acme.example'],
  ]);
  for (const { Content } of mails) {
    const { Html, Text } = Content.Simple.Body;
    assert.equal(Html.Data.split('/approvals/').length, 2);
    assert.equal(Text.Data.split('/approvals/').length, 2);
  }
});

test('somebody else’s words are text in the HTML', async () => {
  const [mail] = await sent({});

  assert.doesNotMatch(mail?.Content.Simple.Body.Html.Data ?? '', /<b>now|<!channel/);
  assert.match(mail?.Content.Simple.Body.Html.Data ?? '', /&#60;b&#62;now/);
});

test('whoever asked learns the end, and is led to its call', async () => {
  const mails = await sent({ kind: 'rejected' });

  const own = mails.find(({ Destination }) => Destination.ToAddresses[0] === 'engineer@acme.example');
  assert.match(own?.Content.Simple.Body.Text.Data ?? '', /\/calls\//);
  assert.doesNotMatch(own?.Content.Simple.Body.Text.Data ?? '', /\/approvals\//);
});

test('one address that is refused is a failure, and only that one is tried again', async () => {
  const ses = await createHttpDouble((_request, count) =>
    count === 1 ? { status: 400, body: { __type: 'MessageRejected', message: 'no' } } : { body: { MessageId: 'm' } },
  );
  const client = new SESv2Client({
    region: 'eu-west-1',
    endpoint: ses.url,
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });

  const channel = createEmailChannel({ from: 'c@acme.example', client });

  await assert.rejects(channel.deliver(sampleMessage()), (error: Error) => {
    assert.doesNotMatch(error.message, /approver/);
    return true;
  });
  await channel.deliver(sampleMessage());

  assert.equal(ses.received.length, 3);
  client.destroy();
  await ses.close();
});
