/** Comma-joined lists in headers; an item that holds a comma or a quote stands in quotes (RFC 9110 §5.6.1). */

const listItem = /(?<=^|,)[ \t]*(?:"(?:[^"\\]|\\.)*"|[^",]*)[ \t]*(?=,|$)/g;

/** The items; `undefined` when the text is no such list. */
export function splitList(text: string): readonly string[] | undefined {
  if (text === '') return [];
  const items = text.match(listItem);
  if (items === null || items.join(',').length !== text.length) return undefined;
  return items.map((part) => unquote(part.trim()));
}

function unquote(item: string): string {
  return item.startsWith('"') ? item.slice(1, -1).replace(/\\(.)/g, '$1') : item;
}
