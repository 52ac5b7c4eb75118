/** What the things that a call changes are before it: read when it was asked, shown to its approvers, and never decided on. */

import type { Call, Json, Masked, Parameters } from '../model.ts';
import { type Look, looks } from './present-looks.ts';

export type PresentRow = { readonly name: string; readonly text: Masked<string> };

/** `absent`: AWS knows nothing of that name. `unreadable`: nobody could look. */
export type Present =
  | { readonly state: 'found'; readonly rows: readonly PresentRow[] }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable' };

export type PresentRead = {
  readonly service: string;
  readonly operation: string;
  readonly parameters: Parameters;
} & Pick<Look, 'within' | 'show'>;

/** `undefined` for operations that nothing is read for, and for calls that do not name what they change. */
export function presentRead({ service, operation, parameters }: Call): PresentRead | undefined {
  const look = Object.hasOwn(looks, `${service}:${operation}`) ? looks[`${service}:${operation}`] : undefined;
  if (look === undefined) return undefined;
  const asked = Object.entries(look.ask(parameters)).flatMap(([name, value]): readonly (readonly [string, Json])[] =>
    value === undefined ? [] : [[name, value]],
  );
  const [reads = '', name = ''] = look.read.split(':');
  if (asked.length === 0) return undefined;
  return { service: reads, operation: name, parameters: Object.fromEntries(asked), within: look.within, show: look.show };
}

/** The values at the paths, of several things side by side; what an answer does not have is left out. */
export function shownValues(
  answer: Parameters,
  { within, show }: PresentRead,
): readonly { readonly name: string; readonly text: string }[] {
  return show.flatMap((path) => {
    const values = valuesAt(answer, [...within, ...path.split('.')]).map((value) =>
      typeof value === 'string' ? value : JSON.stringify(value),
    );
    return values.length === 0 ? [] : [{ name: path, text: values.join(', ') }];
  });
}

function valuesAt(value: Json | undefined, [name, ...rest]: readonly string[]): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap((item) => valuesAt(item, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) return [value];
  return typeof value === 'object' && Object.hasOwn(value, name) ? valuesAt(value[name], rest) : [];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
