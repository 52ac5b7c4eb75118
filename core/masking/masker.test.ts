import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMasker, type MaskerOptions } from './masker.ts';
import { faultsOf, type OperatorRule } from './operator-rule.ts';
import { list, map, operation, string, structure } from './shapes.fixture.ts';
import { refuseMaskedWriteBack } from './write-back.ts';

const key = { id: 'k1', key: new Uint8Array(32).fill(7) };

const output = structure({ Items: list(structure({ Note: string(), Customer: string(), Extra: map(string()) })) });

function masked(item: object, options: Partial<MaskerOptions> = {}, reveal: ReadonlySet<string> = new Set()) {
  const masker = createMasker({ rules: [], enable: [], ...options });
  const body = Buffer.from(JSON.stringify({ Items: [item] }));
  const wire = { operation: operation(), protocol: 'json', output, secrets: [] } as const;
  const answer = masker.maskReply({ status: 200, headers: [], body }, wire, { reveal });
  return { item: JSON.parse(Buffer.from(answer.client.body).toString()).Items[0], masks: answer.masks, answer };
}

const rule = (more: Partial<OperatorRule>): OperatorRule => ({ name: 'customer', class: 'pii.id', ...more });

test('a path rule gives a class, and its form, to what the model does not mark', () => {
  const { item, masks } = masked({ Customer: '4711-0815-99' }, { rules: [rule({ paths: ['**.Customer'], form: 'partial' })] });

  assert.equal(item.Customer, '[masked:pii.id:*1599]');
  assert.deepEqual(masks, [{ rule: 'rule:customer', class: 'pii.id', count: 1, paths: ['Items[].Customer'], form: 'partial' }]);
});

test('a path rule may name a key of a map', () => {
  const { item } = masked({ Extra: { badge: 'B-1', other: 'o-1' } }, { rules: [rule({ paths: ['Items[].Extra.badge'] })] });

  assert.deepEqual(item.Extra, { badge: '[masked:pii.id]', other: 'o-1' });
});

test('a path rule holds for its operations alone', () => {
  const rules = [rule({ paths: ['**.Customer'], operations: ['things:Put*'] })];

  assert.equal(masked({ Customer: 'c-1' }, { rules }).item.Customer, 'c-1');
});

test('a pattern looks everywhere, and with paths only there', () => {
  const item = { Note: 'see BADGE-123456', Customer: 'BADGE-654321' };
  const everywhere = masked(item, { rules: [rule({ pattern: 'BADGE-([0-9]{6})' })] }).item;
  const there = masked(item, { rules: [rule({ pattern: '[0-9]{6}', paths: ['**.Customer'] })] }).item;

  assert.deepEqual(everywhere, { Note: 'see BADGE-[masked:pii.id]', Customer: 'BADGE-[masked:pii.id]' });
  assert.deepEqual(there, { Note: 'see BADGE-123456', Customer: 'BADGE-[masked:pii.id]' });
});

test('a pattern with operations looks at those alone, in parameters and replies', async () => {
  const everywhere = { pattern: 'BADGE-([0-9]{6})', operations: ['*:Describe*', 'things:Put*'] };
  const { service, name } = operation();

  assert.equal(
    masked({ Note: 'BADGE-123456' }, { rules: [rule({ ...everywhere, operations: ['things:Put*'] })] }).item.Note,
    'BADGE-123456',
  );
  assert.equal(
    masked({ Note: 'BADGE-123456' }, { rules: [rule({ ...everywhere, operations: [`${service}:${name}`] })] }).item.Note,
    'BADGE-[masked:pii.id]',
  );
  const masker = createMasker({ rules: [rule({ ...everywhere, operations: [`${service}:*`] })], enable: [] });
  const { value } = await masker.maskParameters({ Note: 'BADGE-123456' }, structure({ Note: string() }), {
    operation: operation(),
  });
  assert.deepEqual(value, { Note: 'BADGE-[masked:pii.id]' });
});

test('a pseudonym is the same for the same value, another for another, and nothing without the key', () => {
  const rules = [rule({ paths: ['**.Customer'], form: 'token' })];
  const of = (customer: string, pseudonymKey = key) => masked({ Customer: customer }, { rules, pseudonymKey }).item.Customer;

  assert.match(of('c-1'), /^\[masked:pii\.id:k1\.[0-9a-f]{16}\]$/);
  assert.equal(of('c-1'), of('c-1'));
  assert.notEqual(of('c-1'), of('c-2'));
  assert.notEqual(of('c-1'), of('c-1', { id: 'k1', key: new Uint8Array(32) }));
});

test('an e-mail address stays one, whatever its spelling', () => {
  const { item } = masked({ Note: 'ask Jane@Example.com or jane@example.com' }, { pseudonymKey: key });
  const [first, second] = item.Note.match(/m-[0-9a-f]{12}@masked\.invalid/g);

  assert.equal(first, second);
  assert.equal(item.Note, `ask ${first} or ${second}`);
});

test('every form that can carry a mark is refused when it is written back', () => {
  const forms = ['redact', 'token', 'partial'] as const;
  for (const form of forms) {
    const { item } = masked({ Customer: '4711-0815-99' }, { rules: [rule({ paths: ['**.Customer'], form })], pseudonymKey: key });
    assert.throws(() => refuseMaskedWriteBack({ Customer: item.Customer }), { code: 'masked-value-write-back' });
  }
  const { item } = masked({ Note: 'jane@example.com' }, { pseudonymKey: key });
  assert.throws(() => refuseMaskedWriteBack({ Note: item.Note }), { code: 'masked-value-write-back' });
});

test('a masked number is refused when it is written back, in this epoch and after it', async () => {
  const rules = [rule({ paths: ['**.Customer'], form: 'shape' })];
  const { item } = masked({ Customer: '4711081599123456' }, { rules, pseudonymKey: key });
  const later = { id: 'k2', key: new Uint8Array(32).fill(8), older: [key.key] };
  const write = (value: string, pseudonymKey: typeof key, given = rules) =>
    createMasker({ rules: given, enable: [], pseudonymKey }).maskParameters(
      { Item: { Note: JSON.stringify({ customer: value }), Count: { N: '4711081599123456' } } },
      undefined,
      { operation: operation() },
    );

  assert.match(item.Customer, /^[0-9]{16}$/);
  for (const present of [key, later]) await assert.rejects(write(item.Customer, present), { code: 'masked-value-write-back' });
  await write('4711081599123456', key);
  await write(item.Customer, key, []);
});

test('a thousand numbers that nobody masked pass', async () => {
  const masker = createMasker({ rules: [rule({ paths: ['**.Customer'], form: 'shape' })], enable: [], pseudonymKey: key });

  for (let n = 0; n < 1000; n += 1) {
    const Items = [String(123456789012 + n), String(1700000000000 + n * 977), String(4111111111111111 + n)];
    await masker.maskParameters({ Items }, undefined, { operation: operation() });
  }
});

test('what policy reveals is shown, the rest is not, and the record holds neither', () => {
  const { item, answer } = masked({ Note: 'jane@example.com 536-22-8145' }, {}, new Set(['pii.contact']));

  assert.equal(item.Note, 'jane@example.com [masked:pii.id]');
  assert.doesNotMatch(Buffer.from(answer.record.body ?? []).toString(), /jane@|536-22/);
});

test('policy is asked once for each class that occurs and for no other', () => {
  const asked: string[] = [];
  const has = (name: string) => asked.push(name) < 0;
  const body = Buffer.from(JSON.stringify({ Items: [{ Note: 'a@example.com' }, { Note: 'b@example.com' }] }));
  const wire = { operation: operation(), protocol: 'json', output, secrets: [] } as const;
  createMasker({ rules: [], enable: [] }).maskReply({ status: 200, headers: [], body }, wire, { reveal: { has } });

  assert.deepEqual(asked, ['pii.contact']);
});

test('names in maps, tags, JSON and base64 in texts say what is secret', () => {
  const nested = JSON.stringify({
    env: [{ name: 'API_KEY', value: 'k-778899' }],
    inner: JSON.stringify({ password: 'pw-112233' }),
  });
  const { item } = masked({
    Extra: { DB_PASSWORD: 'pw-445566', NEXT_TOKEN: 'nt-1' },
    Note: nested,
    Customer: b64('export DB_PASSWORD=pw-998877'),
  });

  assert.deepEqual(item.Extra, { DB_PASSWORD: '[masked:secret]', NEXT_TOKEN: 'nt-1' });
  assert.doesNotMatch(item.Note, /778899|112233/);
  assert.deepEqual(JSON.parse(item.Note).env[0].name, 'API_KEY');
  assert.doesNotMatch(Buffer.from(item.Customer, 'base64').toString(), /998877/);
});

function b64(text: string): string {
  return Buffer.from(text).toString('base64');
}

test('addresses of machines are left alone unless asked for', () => {
  assert.equal(masked({ Note: 'from 10.1.2.3 on' }).item.Note, 'from 10.1.2.3 on');
  assert.equal(masked({ Note: 'from 10.1.2.3 on' }, { enable: ['ip-address'] }).item.Note, 'from [masked:ip] on');
});

test('ids, times, ARNs and page tokens are no secrets', () => {
  const item = {
    Note: 'i-0123456789abcdef0 in 123456789012 at 2026-01-02T03:04:05Z',
    Customer: 'arn:aws:iam::123456789012:role/jane@example.com',
    Extra: { a: '123456789012', b: 'b3c1f0de-1234-4123-8123-0123456789ab' },
  };

  assert.deepEqual(masked(item).item, item);
});

test('rules that cannot hold are refused with a sentence that names them', () => {
  const faults = faultsOf({
    rules: [
      rule({ class: 'nonsense', paths: ['a'] }),
      rule({ name: 'b', pattern: '[0-9]{6}' }),
      rule({ name: 'c', pattern: '(?=x)abc' }),
      rule({ name: 'd' }),
      rule({ name: 'd', pattern: 'abc[0-9]|xyz+' }),
      rule({ name: 'e', class: 'secret', form: 'token', paths: ['a'] }),
      rule({ name: 'f', pattern: 'ab?c' }),
    ],
    enable: ['nothing'],
  });

  assert.deepEqual(
    faults.map((fault) => fault.slice(0, 36)),
    [
      'masking.rules.0 ("customer"): there ',
      'masking.rules.1 ("b"): the pattern h',
      'masking.rules.2 ("c"): the pattern i',
      'masking.rules.3 ("d"): it names neit',
      'masking.rules.5 ("e"): a pseudonym o',
      'masking.rules.6 ("f"): the pattern h',
      'masking.rules: the name "d" is given',
      'masking.enable: no detector "nothing',
    ],
  );
  assert.throws(() => createMasker({ rules: [rule({ name: 'd' })], enable: [] }), TypeError);
});

test('the version of the rules turns with each of them, and with nothing else', async () => {
  const versionOf = async (options: Partial<MaskerOptions>) =>
    (await createMasker({ rules: [], enable: [], ...options }).maskParameters({}, output, { operation: operation() })).by;

  const plain = await versionOf({});

  assert.match(plain.ruleSet, /^[0-9a-f]{64}$/);
  assert.deepEqual(await versionOf({ pseudonymKey: key }), plain);
  assert.notEqual((await versionOf({ enable: ['ip-address'] })).ruleSet, plain.ruleSet);
  assert.notEqual((await versionOf({ rules: [rule({ paths: ['**.Customer'] })] })).ruleSet, plain.ruleSet);
});

test('the sizes of a masked body do not tell how long a secret is', () => {
  const short = masked({ Note: 'password=x7.9!kq-22' }).answer.sizes;
  const long = masked({ Note: `password=x7.9!kq-22${'y'.repeat(90)}` }).answer.sizes;

  assert.deepEqual(short, long);
  assert.deepEqual(masked({ Note: 'plain' }).answer.sizes, { bytesIn: 28, bytesOut: 28 });
});
