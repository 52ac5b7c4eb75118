/** What the MCP servers offer now, beside what people accepted: for whoever is to accept a tool, withheld ones included. */

import { type ErrorCode, GatewayError, toGatewayError } from '../errors.ts';
import type { McpConnection } from '../model.ts';
import { type Pinned, pinnedAs, pinOf } from '../protocols/mcp/pin.ts';
import { type Difference, differences } from '../protocols/mcp/pin-diff.ts';
import { type JsonObject, textIn } from '../protocols/mcp/rpc.ts';
import { screenTool, type ToolSuspicion } from '../protocols/mcp/screen-tool.ts';
import type { Using } from './aws-call.ts';
import { listOf, type McpServerPorts, serversOf } from './servers.ts';

export type ToolState = {
  readonly server: string;
  readonly tool: string;
  /** `unknown`: nobody accepted it yet. */
  readonly state: Pinned;
  /** Of the definition as it is now. */
  readonly sha256: string;
  readonly definition: JsonObject;
  /** What changed since it was accepted. */
  readonly differences: readonly Difference[];
  readonly suspicions: readonly ToolSuspicion[];
};

export type ToolStates = {
  readonly items: readonly ToolState[];
  /** Servers that could not be listed, and why. */
  readonly failed: readonly { readonly server: string; readonly code: ErrorCode }[];
};

/**
 * Each server is asked as for every list: decided and recorded.
 * Errors: `denied` for whoever is no person, since a withheld definition may hold words that are meant for a model.
 */
export async function toolStates(using: Using, ports: McpServerPorts): Promise<ToolStates> {
  if (using.caller.principal.kind !== 'user') {
    throw new GatewayError('denied', 'Tools that nobody accepted are shown to people alone. Sign in with "countersign login".');
  }
  const found = await Promise.all(serversOf(using, ports).map((server) => statesOf(server, using, ports)));
  return { items: found.flatMap(({ items }) => items), failed: found.flatMap(({ failed }) => failed) };
}

async function statesOf(server: McpConnection, using: Using, ports: McpServerPorts): Promise<ToolStates> {
  try {
    const listed = await listOf(server, 'tools', using, ports);
    const names = listed.flatMap((definition) => textIn(definition, 'name') ?? []);
    return { items: listed.flatMap((definition) => stateOf(definition, { server: server.name, names }, ports)), failed: [] };
  } catch (thrown) {
    return { items: [], failed: [{ server: server.name, code: toGatewayError(thrown).code }] };
  }
}

type Beside = { readonly server: string; readonly names: readonly string[] };

function stateOf(tool: JsonObject, { server, names }: Beside, { pins }: McpServerPorts): readonly ToolState[] {
  const name = textIn(tool, 'name');
  if (name === undefined) return [];
  const { sha256, definition } = pinOf(tool);
  const state = pinnedAs(pins.current(), server, tool);
  const accepted = state === 'changed' ? pins.current()[server]?.[name]?.definition : undefined;
  return [
    {
      server,
      tool: name,
      state,
      sha256,
      definition,
      differences: accepted === undefined ? [] : differences(accepted, definition),
      suspicions: screenTool(tool, names),
    },
  ];
}
