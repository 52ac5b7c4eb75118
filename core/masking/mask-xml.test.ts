import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shape } from '../catalog/shape.ts';
import { recordView } from './claim.ts';
import { literalFinder } from './finder.fixture.ts';
import { findInXml } from './mask-xml.ts';
import { planOf } from './plan-of.ts';
import { renderText } from './render.ts';
import { blob, list, map, scalar, secret, string, structure, timestamp } from './shapes.fixture.ts';
import { decodeXml, encodeXml } from './xml-text.ts';

const walked = { service: 'things', operation: 'GetThing', side: 'output', naming: 'xml' } as const;
const plain = structure({ a: string(), b: structure({ c: string() }) });

function masked(text: string, shape: Shape, secrets: readonly string[] = []): string {
  const plan = planOf(shape, walked);
  return renderText(
    text,
    findInXml(text, () => ({ name: '', plan }), literalFinder(secrets)),
    recordView,
  );
}

test('texts of marked elements change, and no other byte', () => {
  const shape = structure({ user: { shape: string(), wireName: 'User' }, pw: { shape: secret, wireName: 'Password' } });
  const text =
    '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="http://x/">\n  <User>a &amp; b</User>\n  <Password a="">p&lt;w</Password ><Password/>\n</R>\n';

  assert.equal(
    masked(text, shape),
    text
      .replace('p&lt;w', '[masked:secret]')
      .replace('a=""', 'a="[masked:unmodelled]"')
      .replace('a="[masked:unmodelled]"', 'a=""'),
  );
});

test('lists and maps are found in their wrapped and flattened forms', () => {
  const shape = structure({
    wrapped: list({ shape: secret, wireName: 'item' }),
    flat: { shape: list({ shape: secret, wireName: 'Flat' }), flattened: true },
    map: map(secret),
    flatMap: { shape: map(secret), flattened: true },
  });
  const text =
    '<R><wrapped><item>1</item><item>2</item></wrapped><Flat>3</Flat><Flat>4</Flat><map><entry><key>k</key><value>5</value></entry></map><flatMap><key>k</key><value>6</value></flatMap></R>';

  assert.equal(masked(text, shape), text.replace(/>[1-6]</g, '>[masked:secret]<'));
});

test('every type keeps its type', () => {
  const shape = structure({
    b: blob({ sensitive: true }),
    n: scalar('integer', true),
    on: scalar('boolean', true),
    t: timestamp(true),
  });

  const result = masked('<R><b>c2VjcmV0</b><n>42</n><on>true</on><t>2021-03-04T05:06:07.123Z</t></R>', shape);

  assert.equal(
    result,
    `<R><b>${Buffer.from('[masked:secret]').toString('base64')}</b><n>0</n><on>false</on><t>2021-03-04T00:00:00.000Z</t></R>`,
  );
});

test('white space alone is a secret only where the model has one text', () => {
  const shape = structure({ s: secret, box: { shape: structure({ a: string() }, { sensitive: true }) } });

  assert.equal(
    masked('<R><s>  </s><box> \n </box><box> <a>x</a> </box></R>', shape),
    '<R><s>[masked:secret]</s><box> \n </box><box> <a>[masked:secret]</a> </box></R>',
  );
});

test('elements, texts and attributes that the model does not know are masked', () => {
  const text = '<R xmlns:xsi="http://x"><a new="v" xsi:type="T">1</a><extra><deep>2</deep></extra><b>stray<c>3</c>tail</b></R>';

  assert.equal(
    masked(text, plain),
    '<R xmlns:xsi="http://x"><a new="[masked:unmodelled]" xsi:type="T">1</a><extra><deep>0</deep></extra><b>[masked:unmodelled]<c>3</c>[masked:unmodelled]</b></R>',
  );
});

test('a literal is found behind entities and in attributes', () => {
  const text = '<R><a>say &#x68;unter&amp;22!</a></R>';

  assert.equal(masked(text, plain, ['hunter&22']), '<R><a>say [masked:secret]!</a></R>');
});

const refused: Readonly<Record<string, string>> = {
  'a document type': '<!DOCTYPE r [<!ENTITY x "y">]><r/>',
  'an entity bomb': '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>',
  CDATA: '<r><a><![CDATA[x]]></a></r>',
  'a comment': '<r><!-- x --></r>',
  'a processing instruction': '<r><?php x ?></r>',
  'a second declaration': '<r/><?xml version="1.0"?>',
  'names that do not match': '<r><a></b></r>',
  'a name that is only the beginning': '<r><ab></a></r>',
  'an element that stays open': '<r><a>',
  'a tag that stays open': '<r><a',
  'an end without a beginning': '</r>',
  'two roots': '<r/><r/>',
  'text after the root': '<r/>x',
  'text before the root': 'x<r/>',
  'an unknown entity': '<r>&nbsp;</r>',
  'a bare ampersand': '<r>a & b</r>',
  'an attribute without quotes': '<r a=1/>',
  'an attribute without a value': '<r a/>',
  'attributes without space': '<r a="1"b="2"/>',
  'a tag in an attribute': '<r a="<"/>',
  'a name that begins with a digit': '<1r/>',
  'space before a name': '< r/>',
  nothing: '',
  'white space': '  \n',
};

for (const [what, text] of Object.entries(refused)) {
  test(`refused: ${what}`, () => {
    assert.throws(() => masked(text, plain), { name: 'GatewayError', code: 'masking-failed' });
  });
}

test('deep nesting is refused, not walked', () => {
  assert.throws(() => masked('<a>'.repeat(300_000), plain), { code: 'masking-failed' });
  assert.doesNotThrow(() => masked(`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, plain));
});

test('what is encoded reads back', () => {
  const text = `a<b>&"c"'d'\r\n é ]]>`;

  assert.equal(decodeXml(encodeXml(text)), text);
});
