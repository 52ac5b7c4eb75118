/** One row of an index, as far as a search looks at it. */

import type { EventQuery, Position } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { tableLayout } from '#core/recording/table-layout.ts';
import { wordsOf } from '#core/recording/words.ts';
import type { Item, ItemKey } from './record-item.ts';

export type RecordRow = ItemKey & {
  readonly at: string;
  readonly position: Position;
  readonly session: string | undefined;
  /** The projected columns by name. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
};

/** The base table's own attributes that a session's walk filters by, beside what the indexes project. */
const rowColumns: readonly string[] = [...tableLayout.projected, 'resources'];
const expressed = ['pk', 'sk', 'at', ...rowColumns];

/** Every name as a placeholder: several are reserved words. */
export const rowProjection = {
  ProjectionExpression: expressed.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(expressed.map((name) => [`#${name}`, name])),
} as const;

export function rowOf(item: Item): RecordRow {
  const columns = new Map(rowColumns.map((name) => [name, valuesOf(item[name])]));
  const at = item.at?.S ?? '';
  return {
    // A thin item of a further resource stands for the event that it names.
    pk: item.ofPk?.S ?? item.pk?.S ?? '',
    sk: item.ofSk?.S ?? item.sk?.S ?? '',
    at,
    position: positionOf(at),
    session: columns.get('session')?.[0],
    columns,
  };
}

/** An index holds only the first resource of an event, and leads by it: there the resource is matched already. */
export function matches(
  { at, columns }: RecordRow,
  { from, to, group, resource, maskedClass, q, ...equal }: EventQuery,
): boolean {
  const isOfSeveral = [group, resource, maskedClass, q].some((value) => value !== undefined);
  // What an event has several of is searched in what ends the call, as everywhere: an intent has no index to it.
  if (isOfSeveral && holds(columns, 'kind', 'intent')) return false;
  if (from !== undefined && at < `${epochMilliseconds(from)}#`) return false;
  if (to !== undefined && at >= `${epochMilliseconds(to)}#`) return false;
  if (group !== undefined && !holds(columns, 'groups', group)) return false;
  if (resource !== undefined && equal.session !== undefined && !holds(columns, 'resources', resource)) return false;
  if (maskedClass !== undefined && !holds(columns, 'maskedClasses', maskedClass)) return false;
  if (q !== undefined && !holdsWords(columns, q)) return false;
  return Object.entries(equal).every(([name, value]) => value === undefined || holds(columns, name, value));
}

/** A text without a word matches nothing. */
function holdsWords(columns: RecordRow['columns'], q: string): boolean {
  const words = wordsOf(q);
  return words.length > 0 && words.every((word) => holds(columns, 'words', word));
}

function holds(columns: RecordRow['columns'], name: string, value: string): boolean {
  return columns.get(name)?.includes(value) === true;
}

function valuesOf(attribute: Item[string] | undefined): readonly string[] {
  if (attribute?.S !== undefined) return [attribute.S];
  return attribute?.SS ?? [];
}

function positionOf(at: string): Position {
  const hash = at.indexOf('#');
  return { time: new Date(Number(at.slice(0, hash))).toISOString(), id: at.slice(hash + 1) };
}
