/** Tool pinning: a tool is the definition that a person accepted, by its hash. What an upstream changes later is withheld until somebody looks. */

import { createHash } from 'node:crypto';
import { canonicalJson } from '../../canonical.ts';
import type { Json } from '../../model.ts';
import type { McpPinSet } from '../../ports.ts';
import { isObject, type JsonObject } from './rpc.ts';

/** `mcp.lock.json`: server → tool → the definition that was accepted. */
export type Pins = McpPinSet;

export type Pin = McpPinSet[string][string];

export type Pinned = 'accepted' | 'changed' | 'unknown';

/** Everything that a model reads of a tool, or a client believes of it. Icons and further members are neither. */
const pinnedMembers = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const;

export function pinOf(tool: JsonObject): Pin {
  const definition = Object.fromEntries(
    pinnedMembers.flatMap((name) => {
      const value = tool[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return { sha256: createHash('sha256').update(canonicalJson(definition)).digest('hex'), definition };
}

export function pinnedAs(pins: Pins, server: string, tool: JsonObject): Pinned {
  const name = tool.name;
  const own = Object.hasOwn(pins, server) ? pins[server] : undefined;
  const known = typeof name === 'string' && own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined;
  if (known === undefined) return 'unknown';
  return known.sha256 === pinOf(tool).sha256 ? 'accepted' : 'changed';
}

/** Errors: an Error that says what is wrong with the file. A pin whose hash is not its definition's was edited by hand. */
export function parsePins(text: string): Pins {
  const parsed: Json = JSON.parse(text);
  if (!isObject(parsed) || parsed.version !== 1 || !isObject(parsed.servers)) {
    throw new Error('mcp.lock.json: expected {"version": 1, "servers": {…}}. "countersign mcp pin" writes it.');
  }
  return Object.fromEntries(Object.entries(parsed.servers).map(([server, tools]) => [server, parseTools(server, tools)]));
}

function parseTools(server: string, tools: Json): Pins[string] {
  if (!isObject(tools)) throw new Error(`mcp.lock.json: servers.${server} must be an object of tools.`);
  return Object.fromEntries(Object.entries(tools).map(([name, pin]) => [name, parsePin(`servers.${server}.${name}`, pin)]));
}

function parsePin(place: string, pin: Json): Pin {
  const definition = isObject(pin) ? pin.definition : undefined;
  if (!isObject(pin) || !isObject(definition) || pin.sha256 !== pinOf(definition).sha256) {
    throw new Error(
      `mcp.lock.json: ${place} does not hold a definition and its hash. Accept the tool anew: "countersign mcp accept SERVER TOOL".`,
    );
  }
  return pinOf(definition);
}

/** Sorted, so that two people who pin the same get the same file. */
export function pinsText(pins: Pins): string {
  return `${JSON.stringify(sorted({ version: 1, servers: pins }), null, 2)}\n`;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, sorted(item)]));
}
