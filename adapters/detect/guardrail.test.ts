/** The real client of the SDK against a double of Bedrock's runtime on this machine. */

import assert from 'node:assert/strict';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type RemoteMasking, remoteDetection } from './remote-detection.ts';

type Asked = { readonly path: string; readonly signed: string; readonly body: { content: [{ text: { text: string } }] } };

const asked: Asked[] = [];
let answer: (text: string) => object | undefined = () => ({});
let server: Http2Server;
const sessions: ServerHttp2Session[] = [];
const variables = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'test' };

before(async () => {
  Object.assign(process.env, variables);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      asked.push({ path: request.url ?? '', signed: request.headers.authorization ?? '', body });
      const reply = answer(body.content[0].text.text);
      if (reply === undefined) return;
      const status = 'error' in reply ? { 'x-amzn-errortype': 'ValidationException' } : {};
      response.writeHead('error' in reply ? 400 : 200, { 'content-type': 'application/json', ...status });
      response.end(JSON.stringify(reply));
    });
  });
  server.on('session', (session) => sessions.push(session));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

after(() => {
  for (const name of Object.keys(variables)) delete process.env[name];
  for (const session of sessions) session.destroy();
  server.close();
});

function find(texts: readonly string[], more: { readonly timeoutMilliseconds?: number } = {}) {
  const { port } = server.address() as AddressInfo;
  const masking: RemoteMasking = {
    kind: 'bedrock-guardrail',
    operations: ['*:*'],
    guardrailArn: 'arn:aws:bedrock:eu-west-3:111122223333:guardrail/abc123',
    version: '7',
    timeoutMilliseconds: 2000,
    endpoint: `http://127.0.0.1:${port}`,
    ...more,
  };
  const remote = remoteDetection(masking);
  assert.ok(remote !== undefined);
  return remote.detector.find(texts);
}

type Policies = {
  readonly piiEntities?: readonly object[];
  readonly regexes?: readonly object[];
  readonly words?: readonly object[];
};

function assessed({ piiEntities = [], regexes = [], words = [] }: Policies, action = 'GUARDRAIL_INTERVENED'): object {
  const assessment = {
    sensitiveInformationPolicy: { piiEntities, regexes },
    wordPolicy: { customWords: words, managedWordLists: [] },
  };
  return { action, outputs: [], assessments: [assessment], usage: {} };
}

function entity(match: string, type = 'NAME', more: object = {}): object {
  return { match, type, action: 'ANONYMIZED', detected: true, ...more };
}

const nothing = assessed({}, 'NONE');

test('texts go in one signed request to the guardrail, and each gets its own finds back', async () => {
  answer = () => assessed({ piiEntities: [entity('Jane'), entity('+44 20 7946 0958', 'PHONE')] });
  asked.length = 0;

  const finds = await find(['nobody', '\u{1f600} Jane', 'Jane: +44 20 7946 0958, not Janet']);

  const name = { class: 'pii.name', kind: 'NAME' };
  assert.deepEqual(finds, [
    [],
    [{ start: 3, end: 7, ...name }],
    [
      { start: 0, end: 4, ...name },
      { start: 6, end: 22, class: 'pii.contact', kind: 'PHONE' },
    ],
  ]);
  assert.equal(asked.length, 1);
  const [{ path, signed, body }] = asked as [Asked];
  assert.equal(decodeURIComponent(path), '/guardrail/arn:aws:bedrock:eu-west-3:111122223333:guardrail/abc123/version/7/apply');
  assert.match(signed, /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-west-3\/bedrock\//);
  assert.deepEqual(body, {
    content: [{ text: { text: 'nobody\n\u{1f600} Jane\nJane: +44 20 7946 0958, not Janet' } }],
    outputScope: 'FULL',
    source: 'OUTPUT',
  });
});

test('a long text goes in pieces, and a find on the border is whole', async () => {
  answer = (text) => (text.includes('Jane') ? assessed({ piiEntities: [entity('Jane')] }) : nothing);
  asked.length = 0;
  const text = `${'- '.repeat(9_999)}Jane${' -'.repeat(9_000)}`;

  const [finds] = await find([text]);

  assert.ok(finds?.some(({ start, end }) => text.slice(start, end) === 'Jane'));
  assert.ok(asked.length > 1 && asked.every(({ body }) => body.content[0].text.text.length <= 20_000));
});

test("the operator's own expressions and words are secrets; what was not detected is no find", async () => {
  answer = () =>
    assessed({
      regexes: [{ name: 'badge', match: 'B-1234', action: 'ANONYMIZED' }],
      words: [{ match: 'tango', action: 'BLOCKED' }],
      piiEntities: [entity('Jane', 'NAME', { detected: false, action: 'NONE' }), entity('42', 'AGE')],
    });

  assert.deepEqual(await find(['Jane, 42, B-1234, tango']), [
    [
      { start: 10, end: 16, class: 'secret', kind: 'REGEX' },
      { start: 18, end: 23, class: 'secret', kind: 'WORD' },
    ],
  ]);
});

test('a number of a bank, a card or a person has the class that Comprehend’s has', async () => {
  answer = () =>
    assessed({
      piiEntities: [entity('021000021', 'US_BANK_ROUTING_NUMBER'), entity('AB123456C', 'UK_NATIONAL_INSURANCE_NUMBER')],
    });

  const [finds] = await find(['021000021 of AB123456C']);

  assert.deepEqual(
    finds?.map((found) => found.class),
    ['pii.financial', 'pii.id'],
  );
});

test('what cannot be acted on rejects: a text that is blocked as a whole, a find that is nowhere, a part that was not looked at', async () => {
  answer = () => assessed({});
  await assert.rejects(find(['a text']), { message: 'guardrail: it blocks the text as a whole' });

  answer = () => assessed({ piiEntities: [entity('Joan')] });
  await assert.rejects(find(['Jane']), { message: 'guardrail: the answer names what is not in the text' });

  answer = () => ({ ...nothing, guardrailCoverage: { textCharacters: { guarded: 3, total: 4 } } });
  await assert.rejects(find(['Jane']), { message: 'guardrail: the answer is not about the whole text' });
});

test('no answer within the time limit, and an error, reject', async () => {
  answer = () => undefined;
  await assert.rejects(find(['Jane'], { timeoutMilliseconds: 50 }));

  answer = () => ({ error: 1, message: 'no' });
  await assert.rejects(find(['Jane']), { name: 'ValidationException' });
});
