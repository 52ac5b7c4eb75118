/** A strict reader of the XML that AWS's clients write: elements, attributes, text. Everything else of XML 1.0 is refused. */

import { admit, type Bounds, type Cursor, createCursor, skipSpace, take } from './cursor.ts';
import { malformedPart } from './malformed.ts';

/** An element has either children or text; white space around children is dropped. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
};

const declaration =
  /<\?xml[ \t\r\n]+version=(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding=(?:"utf-8"|'utf-8'))?(?:[ \t\r\n]+standalone=(?:"yes"|'yes'|"no"|'no'))?[ \t\r\n]*\?>/iy;
const name = /[A-Za-z_][A-Za-z0-9_.:-]*/y;
const notReferring = 'a reference is neither to a character nor to one of the five entities of XML';
const onlySpace = /^[ \t\r\n]*$/;
const reference = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/g;
const noReference = /&(?!#x[0-9a-fA-F]{1,6};|#[0-9]{1,7};|(?:amp|lt|gt|quot|apos);)/;
// Control characters that XML 1.0 does not allow, and the end of a CDATA section in plain text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const illegal = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\]\]>/;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** The models have one attribute an element; the rest are namespaces. */
const maxAttributes = 32;
const noAttributes: ReadonlyMap<string, string> = new Map();

/** The root element. Errors: `malformed-request` for anything but one well-formed element, and for what is over the bounds. */
export function readXml(text: string, bounds: Bounds): XmlElement {
  if (illegal.test(text)) throw malformedPart('XML body', 'it holds a character that XML does not allow');
  const cursor = createCursor(text, bounds);
  take(cursor, declaration);
  skipSpace(cursor);
  const root = readElement(cursor, bounds.depth);
  skipSpace(cursor);
  if (cursor.at !== text.length) throw refusal(cursor, 'something follows its root element');
  return root;
}

function readElement(cursor: Cursor, depth: number): XmlElement {
  if (depth < 0) throw refusal(cursor, 'it is nested too deeply');
  if (!admit(cursor)) throw refusal(cursor, 'it holds too many elements');
  if (!skip(cursor, '<')) throw refusal(cursor, 'an element is expected');
  const tag = take(cursor, name);
  if (tag === undefined)
    throw refusal(cursor, 'only elements, attributes and text are accepted: no DTD, comment, CDATA or instruction');
  const attributes = readAttributes(cursor);
  if (skip(cursor, '/>')) return { name: tag, attributes, children: [], text: '' };
  if (!skip(cursor, '>')) throw refusal(cursor, 'a tag does not end');
  const { children, text } = readContent(cursor, tag, depth);
  return { name: tag, attributes, children, text };
}

function readAttributes(cursor: Cursor): ReadonlyMap<string, string> {
  let attributes: Map<string, string> | undefined;
  while (isSpace(cursor)) {
    skipSpace(cursor);
    const key = take(cursor, name);
    if (key === undefined) break;
    attributes ??= new Map();
    if (attributes.size === maxAttributes) throw refusal(cursor, 'an element has too many attributes');
    if (attributes.has(key)) throw refusal(cursor, 'an attribute is given twice');
    attributes.set(key, readAttributeValue(cursor));
  }
  return attributes ?? noAttributes;
}

function isSpace({ text, at }: Cursor): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0x9 || code === 0xa || code === 0xd;
}

function readAttributeValue(cursor: Cursor): string {
  skipSpace(cursor);
  if (!skip(cursor, '=')) throw refusal(cursor, 'an attribute has no value');
  skipSpace(cursor);
  const mark = cursor.text[cursor.at];
  if (mark !== '"' && mark !== "'") throw refusal(cursor, 'an attribute’s value has no quotes');
  const end = cursor.text.indexOf(mark, cursor.at + 1);
  if (end < 0) throw refusal(cursor, 'an attribute’s value does not end');
  const raw = cursor.text.slice(cursor.at + 1, end);
  if (raw.includes('<')) throw refusal(cursor, 'an attribute’s value holds "<"');
  cursor.at = end + 1;
  return expand(cursor, raw.replaceAll('\r\n', ' ').replace(/[\t\n\r]/g, ' '));
}

function readContent(cursor: Cursor, tag: string, depth: number): Pick<XmlElement, 'children' | 'text'> {
  const children: XmlElement[] = [];
  let text = '';
  while (true) {
    text += readText(cursor);
    if (skip(cursor, '</')) {
      closeTag(cursor, tag);
      break;
    }
    children.push(readElement(cursor, depth - 1));
  }
  if (children.length === 0) return { children, text };
  if (!onlySpace.test(text)) throw refusal(cursor, 'an element holds both text and elements');
  return { children, text: '' };
}

function closeTag(cursor: Cursor, tag: string): void {
  if (!skip(cursor, tag)) throw refusal(cursor, 'an element is closed under another name');
  skipSpace(cursor);
  if (!skip(cursor, '>')) throw refusal(cursor, 'a tag does not end');
}

function readText(cursor: Cursor): string {
  const end = cursor.text.indexOf('<', cursor.at);
  if (end < 0) throw refusal(cursor, 'it ends inside an element');
  const raw = cursor.text.slice(cursor.at, end);
  cursor.at = end;
  // XML 1.0 §2.11: every line end reaches the reader as one line feed.
  return expand(cursor, raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw);
}

function expand(cursor: Cursor, text: string): string {
  if (!text.includes('&')) return text;
  if (noReference.test(text)) throw refusal(cursor, notReferring);
  return text.replace(reference, (_, hex?: string, digits?: string, word?: string) => {
    if (word !== undefined) return named[word] ?? '';
    const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
    if (!isXmlCharacter(code)) throw refusal(cursor, notReferring);
    return String.fromCodePoint(code);
  });
}

/** XML 1.0 §2.2. */
function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

function skip(cursor: Cursor, mark: string): boolean {
  if (!cursor.text.startsWith(mark, cursor.at)) return false;
  cursor.at += mark.length;
  return true;
}

function refusal(cursor: Cursor, problem: string): Error {
  return malformedPart('XML body', `${problem} (near character ${cursor.at})`);
}
