/** Where the members of a reply stand in its XML: elements right under the root, or under the wrapper of a query operation's result. */

/** The content of one element. */
export type XmlPlace = { readonly start: number; readonly end: number };

const tag = /<(\/?)(?:[A-Za-z_][A-Za-z0-9_.-]*:)?([A-Za-z_][A-Za-z0-9_.-]*)(?:"[^"]*"|'[^']*'|[^"'>])*?(\/?)>/g;

/** Of a text that a strict reader took: no CDATA, comments or instructions but the declaration. `wrapper`: of the query protocol. */
export function xmlPlaces(text: string, wanted: ReadonlySet<string>, wrapper?: string): readonly XmlPlace[] {
  const places: XmlPlace[] = [];
  const path: string[] = [];
  let start = 0;
  for (const { 0: whole, 1: closing, 2: name = '', 3: empty, index } of text.matchAll(tag)) {
    if (closing !== '') {
      if (isMember(path, wanted, wrapper)) places.push({ start, end: index });
      path.pop();
    } else if (empty === '') {
      path.push(name);
      start = index + whole.length;
    }
  }
  return places;
}

function isMember(path: readonly string[], wanted: ReadonlySet<string>, wrapper: string | undefined): boolean {
  const within = path[1] === wrapper && path.length === 3;
  return (within || path.length === 2) && wanted.has(path.at(-1) ?? '');
}
