import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../../errors.ts';
import { readXml } from './xml-reader.ts';

const bounds = { depth: 50, values: 1000 };

test('elements, attributes, text and the declaration are read', () => {
  const root = readXml('<?xml version="1.0" encoding="UTF-8"?>\n<A xmlns="urn:x"><B k=\'v"w\'>t</B>\n <C/></A>\n', bounds);

  assert.equal(root.name, 'A');
  assert.equal(root.text, '');
  assert.deepEqual(
    root.children.map(({ name, text, attributes }) => [name, text, ...attributes]),
    [
      ['B', 't', ['k', 'v"w']],
      ['C', ''],
    ],
  );
});

test('references become their characters, and line ends become line feeds', () => {
  assert.equal(readXml('<A>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F642;&#xD;</A>', bounds).text, '<>&"\'A🙂\r');
  assert.equal(readXml('<A>a\r\nb\rc\n</A>', bounds).text, 'a\nb\nc\n');
  assert.equal(readXml('<A k="a\nb"/>', bounds).attributes.get('k'), 'a b');
});

const refused: readonly (readonly [what: string, text: string])[] = [
  ['a DTD', '<!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>'],
  ['an entity bomb', '<!DOCTYPE A [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><A>&b;</A>'],
  ['an external entity', '<!DOCTYPE A SYSTEM "file:///etc/passwd"><A/>'],
  ['an undeclared entity', '<A>&nbsp;</A>'],
  ['a bare ampersand', '<A>a & b</A>'],
  ['a comment', '<A><!-- x --></A>'],
  ['a CDATA section', '<A><![CDATA[x]]></A>'],
  ['an instruction', '<A><?php x ?></A>'],
  ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><A/>'],
  ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><A/>'],
  ['XML 1.1', '<?xml version="1.1"?><A/>'],
  ['two roots', '<A/><B/>'],
  ['text behind the root', '<A/>x'],
  ['text beside elements', '<A>x<B/></A>'],
  ['an attribute twice', '<A k="1" k="2"/>'],
  ['an attribute without quotes', '<A k=1/>'],
  ['a less-than sign in an attribute', '<A k="<"/>'],
  ['attributes that touch', '<A k="1"l="2"/>'],
  ['a wrong end tag', '<A></B>'],
  ['a longer end tag', '<A></AB>'],
  ['an end inside an element', '<A><B>'],
  ['a reference to no character', '<A>&#0;</A>'],
  ['a reference to half of a pair', '<A>&#xD800;</A>'],
  ['a reference beyond Unicode', '<A>&#x110000;</A>'],
  ['a control character', '<A>\u0007</A>'],
  ['the end of a section in text', '<A>]]></A>'],
  ['a byte order mark', '\ufeff<A/>'],
  ['nothing', ''],
  ['51 levels', `${'<A>'.repeat(52)}${'</A>'.repeat(52)}`],
  ['too many elements', `<A>${'<B/>'.repeat(1001)}</A>`],
  ['too many attributes', `<A ${Array.from({ length: 40 }, (_, index) => `a${index}=""`).join(' ')}/>`],
];

for (const [what, text] of refused) {
  test(`${what} is refused`, () => {
    assert.throws(() => readXml(text, bounds), GatewayError);
  });
}
