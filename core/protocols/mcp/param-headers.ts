/** `Mcp-Param-*`: arguments that a schema asks to stand in a header too (`x-mcp-header`, MCP 2026-07-28 "Custom Headers from Tool Parameters"). */

import { type Header, headerValues } from '../../http.ts';
import type { Json } from '../../model.ts';
import { headerText, headerTextOf } from './header-text.ts';
import { isObject, type JsonObject, objectIn } from './rpc.ts';

type Annotated = { readonly header: string; readonly path: readonly string[] };

/** Only properties reached through `properties` count. */
function annotated(schema: JsonObject, path: readonly string[] = []): readonly Annotated[] {
  return Object.entries(objectIn(schema, 'properties')).flatMap(([name, property]) => {
    if (!isObject(property)) return [];
    const own = property['x-mcp-header'];
    const inner = annotated(property, [...path, name]);
    return typeof own === 'string' ? [{ header: `mcp-param-${own}`, path: [...path, name] }, ...inner] : inner;
  });
}

/** The headers that carry these arguments; an absent or null one has none. */
export function paramHeaders(schema: JsonObject, args: JsonObject): readonly Header[] {
  return annotated(schema).flatMap(({ header, path }) => {
    const value = valueText(at(args, path));
    return value === undefined ? [] : [[header, headerTextOf(value)] as const];
  });
}

/** The name of the first header that does not say what the arguments say. */
export function paramMismatch(schema: JsonObject, args: JsonObject, headers: readonly Header[]): string | undefined {
  const wrong = annotated(schema).find(({ header, path }) => {
    const [value, name] = [at(args, path), header.toLowerCase()];
    const given = headerValues(headers, name).length === 0 ? undefined : (headerText(headers, name) ?? '\u0000');
    const isNumber = typeof value === 'number' && given !== undefined && given.trim() !== '';
    return isNumber ? Number(given) !== value : given !== valueText(value);
  });
  return wrong?.header;
}

function at(args: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    args,
  );
}

function valueText(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
