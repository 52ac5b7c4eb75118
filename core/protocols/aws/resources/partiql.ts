/** What one PartiQL statement of DynamoDB does and to which table: as much of the grammar as decides it, the rest refused. */

export type PartiqlVerb = 'Select' | 'Insert' | 'Update' | 'Delete';

const heads: readonly (readonly [PartiqlVerb, RegExp])[] = [
  ['Insert', /^\s*insert\s+into\s+/iy],
  ['Update', /^\s*update\s+/iy],
  ['Delete', /^\s*delete\s+from\s+/iy],
  ['Select', /^\s*select\s/iy],
];
const name = /(?:"([A-Za-z0-9_.-]{3,255})"|([A-Za-z0-9_]{3,255}))(?:\s*\.\s*"([A-Za-z0-9_.-]{3,255})")?(?=\s|$)/y;

/** `undefined` for a statement that begins as none of the four. */
export function partiqlVerb(statement: string): PartiqlVerb | undefined {
  return heads.find(([, head]) => matchAt(head, statement, 0) !== undefined)?.[0];
}

/** The one table of a statement, and the index it reads by; `undefined` where that cannot be told. */
export function partiqlTable(statement: string): { readonly table: string; readonly index?: string } | undefined {
  const at = tablePosition(statement);
  if (at === undefined) return undefined;
  const match = matchAt(name, statement, at);
  const [, quoted, bare, index] = match ?? [];
  const table = quoted ?? bare;
  if (table === undefined) return undefined;
  return index === undefined ? { table } : { table, index };
}

function tablePosition(statement: string): number | undefined {
  for (const [verb, head] of heads) {
    const length = matchAt(head, statement, 0)?.[0].length;
    if (length === undefined) continue;
    return verb === 'Select' ? fromPosition(statement) : length;
  }
  return undefined;
}

/** Behind the one `FROM` outside quotes. A statement with two of them, such as one with a nested query, is not told. */
function fromPosition(statement: string): number | undefined {
  const bare = statement.replace(/'(?:[^']|'')*'|"[^"]*"/g, (quoted) => '_'.repeat(quoted.length));
  const [found, ...others] = bare.matchAll(/\sfrom\s+/gi);
  return found === undefined || others.length > 0 ? undefined : found.index + found[0].length;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
