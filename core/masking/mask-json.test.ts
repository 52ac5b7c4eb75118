import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shape } from '../catalog/shape.ts';
import { recordView } from './claim.ts';
import { literalFinder } from './finder.fixture.ts';
import { findInJson } from './mask-json.ts';
import type { PathRule } from './path-rule.ts';
import { framing, type Plan } from './plan.ts';
import { planOf } from './plan-of.ts';
import { renderText } from './render.ts';
import { blob, document, list, map, member, scalar, secret, string, structure, timestamp } from './shapes.fixture.ts';

const walked = { service: 'things', operation: 'GetThing', side: 'output', naming: 'json' } as const;

function masked(text: string, plan: Plan, secrets: readonly string[] = []): string {
  return renderText(text, findInJson(text, plan, literalFinder(secrets)), recordView);
}

test('two tokens change, and no other byte', () => {
  const shape = structure({ a: scalar('long'), b: scalar('double'), SecretString: secret, c: list(document()) });
  const rule: PathRule = { operation: '*:*', path: '**.SecretString', list: 'always', class: 'secret', reason: 'test' };
  const text = '{"a":12345678901234567890,"b":1.0,"SecretString":"x\\"y\\\\","c":[1e5,{"SecretString":9007199254740993}]}';

  const result = masked(text, planOf(shape, walked, [rule]));

  assert.equal(result, '{"a":12345678901234567890,"b":1.0,"SecretString":"[masked:secret]","c":[1e5,{"SecretString":0}]}');
});

test('a text in which nothing is masked is the same text', () => {
  const plan = planOf(structure({ a: string(), b: list(scalar('integer')) }), walked);
  const text = ' { "a" : "\\u00e9" , "b" : [ 1.0e3 ] } ';

  assert.equal(masked(text, plan), text);
});

test('a mark on a container covers its leaves and keeps its keys and lengths', () => {
  const plan = planOf(
    structure({
      box: { shape: structure({ a: string(), n: scalar('integer'), on: scalar('boolean') }, { sensitive: true }) },
      all: list(string(), { sensitive: true }),
    }),
    walked,
  );

  const result = masked('{"box":{"a":"x","n":7,"on":true,"gone":null},"all":["a","b",null]}', plan);

  assert.equal(
    result,
    '{"box":{"a":"[masked:secret]","n":0,"on":false,"gone":null},"all":["[masked:secret]","[masked:secret]",null]}',
  );
});

test('a map keeps its keys unless the model marks them, and marked keys stay apart', () => {
  const plan = planOf(structure({ open: map(secret), shut: map(secret, { key: secret }) }), walked);

  const result = masked('{"open":{"A":"1","B":"2"},"shut":{"A":"1","B":"2"}}', plan);

  assert.equal(
    result,
    '{"open":{"A":"[masked:secret]","B":"[masked:secret]"},"shut":{"[masked:secret]":"[masked:secret]","[masked:secret#2]":"[masked:secret]"}}',
  );
});

test('a repeated key is masked each time', () => {
  const plan = planOf(structure({ s: secret }), walked);

  assert.equal(
    masked('{"s":"one","s":null,"\\u0073":"two"}', plan),
    '{"s":"[masked:secret]","s":null,"\\u0073":"[masked:secret]"}',
  );
});

test('every type keeps its type', () => {
  const members = {
    blob: blob({ sensitive: true }),
    time: timestamp(true),
    iso: timestamp(true),
    long: scalar('long', true),
    nan: scalar('double', true),
    free: document(true),
  };
  const plan = planOf(structure(members), walked);

  const result: unknown = JSON.parse(
    masked(
      '{"blob":"c2VjcmV0","time":1614834367.5,"iso":"2021-03-04T05:06:07Z","long":"12345678901234567890","nan":"NaN","free":{"a":[1,"x",true]}}',
      plan,
    ),
  );

  assert.deepEqual(result, {
    blob: Buffer.from('[masked:secret]').toString('base64'),
    time: 1614816000,
    iso: '2021-03-04T00:00:00Z',
    long: '0',
    nan: 0,
    free: { a: [0, '[masked:secret]', false] },
  });
});

test('what the model does not know is masked, whatever its type', () => {
  const plan = planOf(structure({ known: string() }), walked);

  const result = masked('{"known":"a","new":"b","more":{"n":1,"t":"2021-03-04T05:06:07Z"},"__type":"com.aws#Thing"}', plan);

  assert.equal(
    result,
    '{"known":"a","new":"[masked:unmodelled]","more":{"n":0,"t":"2021-03-04T00:00:00Z"},"__type":"com.aws#Thing"}',
  );
});

test('a recursive shape is masked at any depth', () => {
  const members = new Map([['value', member(secret)]]);
  const node: Shape = { kind: 'structure', sensitive: false, union: false, members };
  members.set('next', member(node));
  const plan = planOf(node, walked);
  const depth = 90;
  const text = `${'{"next":'.repeat(depth)}{"value":"deep"}${'}'.repeat(depth)}`;

  assert.equal(masked(text, plan), text.replace('deep', '[masked:secret]'));
});

test('a value that looks like a replacement pattern is replaced as it stands', () => {
  const plan = planOf(structure({ note: string() }), walked);

  assert.equal(masked('{"note":"a $& $1 hunter22 b"}', plan, ['hunter22']), '{"note":"a $& $1 [masked:secret] b"}');
});

test('a literal is found behind escapes, in keys of free places, and not in names of members', () => {
  const plan = planOf(structure({ note: string(), hunter22: string(), free: document() }), walked);
  const text = '{"note":"say \\u0068unter22","hunter22":"x","free":{"hunter22":1}}';

  assert.equal(masked(text, plan, ['hunter22']), '{"note":"say [masked:secret]","hunter22":"x","free":{"[masked:secret]":1}}');
});

const seed = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"',
  '\\',
  '\\u12',
  '\\u0041',
  '1',
  '-',
  '0',
  '01',
  '.5',
  '1.5',
  'e3',
  'true',
  'null',
  'nul',
  ' ',
  '\n',
  '\t',
  '\u0001',
  '\u00a0',
  '\ufeff',
  'NaN',
  '/',
  "'",
];

test('exactly the texts that JSON.parse takes are taken', () => {
  let random = 7;
  const next = (limit: number): number => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    return (random >>> 8) % limit;
  };
  const counts = { taken: 0, refused: 0 };

  for (let round = 0; round < 60_000; round += 1) {
    const text =
      round % 3 === 0
        ? mutated('{"a":[1,-0.5e+3,"x\\n\\u00e9",{"b":null,"c":true}],"d":""}', next)
        : Array.from({ length: 1 + next(7) }, () => seed[next(seed.length)]).join('');
    const expected = parses(text);
    counts[expected ? 'taken' : 'refused'] += 1;
    assert.equal(scans(text), expected, JSON.stringify(text));
  }

  assert.ok(counts.taken > 1000 && counts.refused > 1000, JSON.stringify(counts));
});

test('texts deeper than 200 levels are refused', () => {
  assert.equal(scans(`${'['.repeat(200)}${']'.repeat(200)}`), true);
  assert.equal(scans(`${'['.repeat(201)}${']'.repeat(201)}`), false);
  assert.equal(scans('['.repeat(1_000_000)), false);
});

function mutated(text: string, next: (limit: number) => number): string {
  const at = next(text.length);
  const piece = seed[next(seed.length)] ?? '';
  return text.slice(0, at) + piece + text.slice(at + next(3));
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function scans(text: string): boolean {
  try {
    findInJson(text, framing, literalFinder([]));
    return true;
  } catch {
    return false;
  }
}
