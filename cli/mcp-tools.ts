/** `countersign mcp list|diff|pin|accept`: what MCP servers offer, what changed since somebody accepted it, and accepting it. */

import type { ToolState, ToolStates } from '#core/mcp/tool-states.ts';
import { pinnedAs } from '#core/protocols/mcp/pin.ts';
import { type GatewayOptions, get } from './api.ts';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { accept, readLockFile } from './mcp-lock.ts';
import { plain } from './print.ts';

export type ToolRow = { readonly server: string; readonly tool: string; readonly state: string; readonly suspicion?: string };

/** Errors: CliError with the gateway's own sentence. */
export async function readTools(environment: Environment, options: GatewayOptions): Promise<ToolStates> {
  return (await get(environment, options, '/v1/mcp/tools')) as ToolStates;
}

export function rowsOf({ items }: ToolStates): readonly ToolRow[] {
  return items.map(({ server, tool, state, suspicions: [first] }) => ({
    server,
    tool,
    state: state === 'unknown' ? 'new' : state,
    ...(first === undefined ? {} : { suspicion: `${first.place}: ${first.what}` }),
  }));
}

/** What is withheld: of a changed tool place by place, of a new one everything. */
export function withheld({ items }: ToolStates, wanted: readonly string[]): readonly string[] {
  return items
    .filter(({ state, server, tool }) => state !== 'accepted' && isWanted([server, tool], wanted))
    .flatMap((tool) => [
      `${plain(tool.server)} ${plain(tool.tool)} ${tool.state === 'changed' ? 'has changed' : 'is new'}`,
      ...(tool.state === 'changed' ? changes(tool) : [`+ ${plain(tool.definition)}`]),
      ...tool.suspicions.map(({ place, what }) => `! ${plain(place)}: ${plain(what)}`),
    ]);
}

function changes({ differences }: ToolState): readonly string[] {
  return differences.flatMap(({ place, before, after }) => [
    ...(before === undefined ? [] : [`- ${plain(place)}: ${plain(before)}`]),
    ...(after === undefined ? [] : [`+ ${plain(place)}: ${plain(after)}`]),
  ]);
}

export type Accepting = { readonly config: string; readonly despiteSuspicions?: boolean };

/**
 * Writes into the lock file what a server offers and nobody accepted yet; what changed is left to `accept`.
 * Errors: CliError `refused` for what is suspicious.
 */
export function pinNew(states: ToolStates, server: string | undefined, { config }: Accepting): readonly ToolState[] {
  const lock = readLockFile(config);
  const taken = states.items.filter(
    (tool) =>
      (server === undefined || tool.server === server) &&
      tool.suspicions.length === 0 &&
      pinnedAs(lock.pins, tool.server, tool.definition) === 'unknown',
  );
  if (taken.length > 0) accept(lock, taken);
  return taken;
}

/** Errors: CliError `refused` for a tool that its server does not offer, or that is suspicious and not accepted all the same. */
export function acceptTools(
  states: ToolStates,
  [server, ...tools]: readonly [string, ...string[]],
  { config, despiteSuspicions = false }: Accepting,
): readonly ToolState[] {
  const chosen = tools.map((tool) => {
    const found = states.items.find((each) => each.server === server && each.tool === tool);
    if (found === undefined)
      throw new CliError('refused', `${server} offers you no tool "${tool}". "countersign mcp list" names them.`);
    if (found.suspicions.length > 0 && !despiteSuspicions) throw suspicious(found);
    return found;
  });
  accept(readLockFile(config), chosen);
  return chosen;
}

function suspicious({ server, tool, suspicions }: ToolState): CliError {
  const told = suspicions.map(({ place, what }) => `  ${plain(place)}: ${plain(what)}`).join('\n');
  return new CliError(
    'refused',
    `${server} ${tool} is suspicious:\n${told}\nRead it ("countersign mcp diff ${server} ${tool}"), and accept it with --despite-suspicions if it is right.`,
  );
}

function isWanted(names: readonly [server: string, tool: string], [server, ...tools]: readonly string[]): boolean {
  return (server === undefined || server === names[0]) && (tools.length === 0 || tools.includes(names[1]));
}
