/** The methods of MCP for one caller: what may be listed and called is what the policies open to it. */

import { GatewayError } from '../errors.ts';
import type { Asked, Method, Methods } from '../protocols/mcp/asked.ts';
import { type Answer, failed, objectIn, rpcCodes, succeeded, textIn } from '../protocols/mcp/rpc.ts';
import { listedTool, toolError } from '../protocols/mcp/tool.ts';
import type { Using } from './aws-call.ts';
import { mcpOwnTools, type OpenTool, type OwnToolPorts, shown } from './own-tools.ts';
import { contentMethods } from './server-content.ts';
import { callServerTool, listedServerTool, serverTools } from './server-tools.ts';
import type { McpServerPorts } from './servers.ts';
import { cancelTask, taskOf, updateTask } from './waiting.ts';

export type McpPorts = OwnToolPorts & McpServerPorts & { readonly productVersion: string };

export function mcpMethods(using: Using, ports: McpPorts): { readonly methods: Methods; readonly modernOnly: Methods } {
  const own = isServer(using, ports) ? [] : mcpOwnTools(using, ports);
  const tools = new Map(own.map((tool) => [tool.definition.name, tool]));
  const methods = new Map<string, Method>([
    ['tools/list', (asked) => listTools(asked, own, using, ports)],
    ['tools/call', (asked) => callTool(asked, tools, using, ports)],
    ...contentMethods(using, ports),
  ]);
  const task =
    (run: (taskId: string) => Promise<Answer>): Method =>
    ({ request: { params } }) =>
      knownTask(() => run(textIn(params, 'taskId') ?? ''));
  const modernOnly = new Map<string, Method>([
    ['tasks/get', task((id) => taskOf(id, using, shown(ports), ports))],
    ['tasks/update', task((id) => updateTask(id, using, ports))],
    ['tasks/cancel', task((id) => cancelTask(id, using, ports))],
  ]);
  return { methods, modernOnly };
}

/** One that is not the caller's is unknown. */
async function knownTask(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof GatewayError) return failed(rpcCodes.invalidParams, thrown.message);
    throw thrown;
  }
}

/** At a server's own address its names stand alone. */
function isServer({ connection }: Using, { servers }: McpPorts): boolean {
  return servers.some(({ name }) => name === connection);
}

async function listTools(asked: Asked, own: readonly OpenTool[], using: Using, ports: McpPorts): Promise<Answer> {
  const ofServers = await serverTools(using, ports);
  const tools = [
    ...own.map(({ definition }) => listedTool(definition)),
    ...ofServers.map((tool) => listedServerTool(tool, asked)),
  ];
  return succeeded({ tools });
}

/** A tool that is not the caller's to know answers as one that does not exist. */
async function callTool(asked: Asked, tools: ReadonlyMap<string, OpenTool>, using: Using, ports: McpPorts): Promise<Answer> {
  const { params } = asked.request;
  const name = textIn(params, 'name') ?? '';
  const tool = tools.get(name);
  const [ofServer] = tool === undefined ? await serverTools(using, ports, name) : [];
  if (ofServer !== undefined) return callServerTool(ofServer, asked, using, ports);
  if (tool === undefined)
    return failed(rpcCodes.invalidParams, 'There is no such tool. tools/list names those that are open to you.');
  const args = objectIn(params, 'arguments');
  const misfit = ports.checkSchema(tool.definition.inputSchema, args);
  return misfit === undefined ? tool.run(args, asked) : toolError(misfit);
}
