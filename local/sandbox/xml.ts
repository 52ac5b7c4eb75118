/** Writes AWS's XML replies. `itemName` is the name of a list's elements: `item` (ec2), `member` (query), or none for S3's flattened lists. */

import type { OutputValue } from './fixture.ts';

export type ItemName = 'item' | 'member' | undefined;

export function xmlElement(name: string, value: OutputValue, itemName: ItemName, attributes = ''): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return `<${name}${attributes}>${escapeXml(String(value))}</${name}>`;
  if (!isList(value)) {
    const children = Object.entries(value).map(([child, content]) => xmlElement(child, content, itemName));
    return `<${name}${attributes}>${children.join('')}</${name}>`;
  }
  if (itemName === undefined) return value.map((item) => xmlElement(name, item, itemName)).join('');
  return `<${name}${attributes}>${value.map((item) => xmlElement(itemName, item, itemName)).join('')}</${name}>`;
}

export function xmlDocument(element: string): Uint8Array {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${element}`);
}

function isList(value: object): value is readonly OutputValue[] {
  return Array.isArray(value);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Characters that XML 1.0 cannot hold become references, as AWS writes them. */
function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must be escaped.
  return text.replace(/[&<>"'\x00-\x1f]/g, (found) => entities[found] ?? `&#x${found.charCodeAt(0).toString(16)};`);
}
