/** Writes AWS's XML replies. */

import type { OutputValue } from './fixture.ts';

export type XmlForm = {
  /** The name of a list's elements: `item` (ec2), `member` (query), or none for S3's flattened lists. */
  readonly itemName?: 'item' | 'member';
  readonly namespace?: string;
};

export function xmlElement(name: string, value: OutputValue, { itemName, namespace }: XmlForm = {}): string {
  if (value === undefined || value === null) return '';
  const inner = itemName === undefined ? {} : { itemName };
  const start = namespace === undefined ? name : `${name} xmlns="${namespace}"`;
  if (typeof value !== 'object') return `<${start}>${escapeXml(String(value))}</${name}>`;
  if (!isList(value)) {
    const children = Object.entries(value).map(([child, content]) => xmlElement(child, content, inner));
    return `<${start}>${children.join('')}</${name}>`;
  }
  if (itemName === undefined) return value.map((item) => xmlElement(name, item, inner)).join('');
  return `<${start}>${value.map((item) => xmlElement(itemName, item, inner)).join('')}</${name}>`;
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
