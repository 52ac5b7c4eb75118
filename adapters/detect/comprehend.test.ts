/** The real client of the SDK against a double of Comprehend on this machine. */

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { ComprehendOptions } from './comprehend.ts';
import { remoteDetection } from './remote-detection.ts';

type Asked = { readonly target: string | undefined; readonly Text: string; readonly LanguageCode: string };

const asked: Asked[] = [];
let answer: (text: string) => object | undefined = () => ({ Entities: [] });
let server: Server;
const variables = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'test' };

before(async () => {
  Object.assign(process.env, variables);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      asked.push({ target: String(request.headers['x-amz-target']), ...body });
      const reply = answer(body.Text);
      if (reply === undefined) return;
      response.writeHead('__type' in reply ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(reply));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

after(() => {
  for (const name of Object.keys(variables)) delete process.env[name];
  server.closeAllConnections();
  server.close();
});

function finder(more: Partial<ComprehendOptions> = {}) {
  const { port } = server.address() as AddressInfo;
  const remote = remoteDetection({
    kind: 'comprehend',
    operations: ['*:*'],
    region: 'eu-west-1',
    language: 'en',
    minScore: 0.5,
    timeoutMilliseconds: 2000,
    endpoint: `http://127.0.0.1:${port}`,
    ...more,
  });
  assert.ok(remote !== undefined);
  return remote.detector;
}

/** Each `Jane` of the text, by code points as Comprehend counts. */
function janes(text: string, Score = 0.99, Type = 'NAME'): object {
  const points = [...text];
  const Entities = points.flatMap((_, at) =>
    points.slice(at, at + 4).join('') === 'Jane' ? [{ Type, Score, BeginOffset: at, EndOffset: at + 4 }] : [],
  );
  return { Entities };
}

test('texts go in one request, and each gets its own finds back, by UTF-16', async () => {
  answer = (text) => janes(text);
  asked.length = 0;

  const finds = await finder().find(['nobody', '😀 Jane', 'Jane and Jane']);

  const name = { class: 'pii.name', kind: 'NAME' };
  assert.deepEqual(finds, [
    [],
    [{ start: 3, end: 7, ...name }],
    [
      { start: 0, end: 4, ...name },
      { start: 9, end: 13, ...name },
    ],
  ]);
  assert.deepEqual(asked, [
    { target: 'Comprehend_20171127.DetectPiiEntities', Text: 'nobody\n😀 Jane\nJane and Jane', LanguageCode: 'en' },
  ]);
});

test('a long text goes in pieces, and a find on the border is whole', async () => {
  answer = (text) => janes(text);
  asked.length = 0;
  const text = `${'é'.repeat(31_998)}Jane${'é'.repeat(40_000)}`;

  const [finds] = await finder().find([text]);

  assert.ok(finds?.some(({ start, end }) => text.slice(start, end) === 'Jane'));
  assert.ok(asked.length === 3 && asked.every(({ Text }) => Buffer.byteLength(Text) < 100_000));
});

test('what Comprehend is not sure of, and what names nobody, is no find', async () => {
  answer = (text) => janes(text, 0.4);
  assert.deepEqual(await finder().find(['Jane']), [[]]);

  answer = (text) => janes(text, 0.9, 'DATE_TIME');
  assert.deepEqual(await finder().find(['Jane']), [[]]);
});

test('a type that is not known yet counts as one of personal data', async () => {
  answer = (text) => janes(text, 0.9, 'XX_NEW_NUMBER');

  const [finds] = await finder().find(['Jane']);

  assert.equal(finds?.[0]?.class, 'pii.id');
});

test('no answer within the time limit, and an error, reject', async () => {
  answer = () => undefined;
  await assert.rejects(finder({ timeoutMilliseconds: 50 }).find(['Jane']));

  answer = () => ({ __type: 'TextSizeLimitExceededException', message: 'no' });
  await assert.rejects(finder().find(['Jane']), { name: 'TextSizeLimitExceededException' });
});

test('nothing is asked for where the operator asks for nothing', () => {
  assert.equal(remoteDetection(undefined), undefined);
});
