import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMasker } from './masker.ts';
import type { RemoteDetector } from './remote-detector.ts';
import { list, operation, string, structure } from './shapes.fixture.ts';

const output = structure({ Items: list(structure({ Note: string(), Arn: string() })) });
const wire = { operation: operation(), protocol: 'json', output, secrets: [] } as const;

/** Finds the name Jane wherever it stands. */
function finding(asked: string[]): RemoteDetector {
  return {
    find: async (texts) => {
      asked.push(...texts);
      return texts.map((text) => {
        const start = text.indexOf('Jane');
        return start < 0 ? [] : [{ start, end: start + 4, class: 'pii.name', kind: 'NAME' }];
      });
    },
  };
}

function answer(remote: RemoteDetector, item: object, operations = ['*:*']) {
  const masker = createMasker({ rules: [], enable: [], remote: { detector: remote, operations } });
  const body = Buffer.from(JSON.stringify({ Items: [item] }));
  return masker.maskAnswer({ status: 200, headers: [], body }, wire);
}

test('what the remote detector finds is masked by its class, beside what ours find', async () => {
  const asked: string[] = [];

  const masked = await answer(finding(asked), {
    Note: 'Jane of jane@mail.example.com',
    Arn: 'arn:aws:iam::123456789012:user/Jane',
  });

  const [item] = JSON.parse(Buffer.from(masked.client.body as Uint8Array).toString()).Items;
  assert.equal(item.Note, '[masked:pii.name] of m-000000000000@masked.invalid');
  assert.deepEqual(asked, ['Jane of jane@mail.example.com']);
  assert.deepEqual(
    masked.masks.map(({ rule }) => rule),
    ['remote:NAME', 'detector:email'],
  );
});

test('JSON and base64 inside of texts are looked into before anything is sent away', async () => {
  const asked: string[] = [];

  await answer(finding(asked), { Note: JSON.stringify({ who: 'Jane here', password: 'x7.9!kq-22' }) });

  assert.deepEqual(asked, ['who', 'Jane here', 'password']);
});

test('an operation that is not named is not asked about', async () => {
  const asked: string[] = [];

  await answer(finding(asked), { Note: 'Jane here' }, ['logs:*']);

  assert.deepEqual(asked, []);
});

test('a remote detector that fails, or answers too little, withholds the reply and says nothing of it', async () => {
  const failing: RemoteDetector = { find: () => Promise.reject(new Error('throttled')) };
  const short: RemoteDetector = { find: async () => [] };

  for (const remote of [failing, short]) {
    await assert.rejects(answer(remote, { Note: 'Jane here' }), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'masking-failed');
      assert.equal(error.message.includes('Jane'), false);
      return true;
    });
  }
});

test('more text than is ever sent away withholds the reply', async () => {
  await assert.rejects(answer(finding([]), { Note: 'Jane here '.repeat(40_000) }), { code: 'masking-failed' });
});

test('parameters are examined as replies are', async () => {
  const remote = { detector: finding([]), operations: ['*:*'] };
  const masker = createMasker({ rules: [], enable: [], remote });

  const { value } = await masker.maskParameters({ Note: 'for Jane' }, structure({ Note: string() }), { operation: operation() });

  assert.deepEqual(value, { Note: 'for [masked:pii.name]' });
});
