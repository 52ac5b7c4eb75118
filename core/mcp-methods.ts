/** The methods of MCP for one caller: what may be listed and called is what the policies open to it. */

import { GatewayError } from './errors.ts';
import type { Using } from './mcp-aws-call.ts';
import { mcpOwnTools, type OpenTool, type OwnToolPorts, shown } from './mcp-own-tools.ts';
import { cancelTask, taskOf, updateTask } from './mcp-waiting.ts';
import type { SchemaCheck } from './ports.ts';
import type { Asked, Method, Methods } from './protocols/mcp/asked.ts';
import { type Answer, failed, objectIn, rpcCodes, succeeded, textIn } from './protocols/mcp/rpc.ts';
import { listedTool, toolError } from './protocols/mcp/tool.ts';

export type McpPorts = OwnToolPorts & {
  readonly publicUrl: string;
  readonly productVersion: string;
  readonly checkSchema: SchemaCheck;
};

export function mcpMethods(using: Using, ports: McpPorts): { readonly methods: Methods; readonly modernOnly: Methods } {
  const tools = new Map(mcpOwnTools(using, ports).map((tool) => [tool.definition.name, tool]));
  const methods = new Map<string, Method>([
    ['tools/list', async () => succeeded({ tools: [...tools.values()].map(({ definition }) => listedTool(definition)) })],
    ['tools/call', (asked) => callTool(asked, tools, ports)],
    ['prompts/list', async () => succeeded({ prompts: [] })],
    ['resources/list', async () => succeeded({ resources: [] })],
    ['resources/templates/list', async () => succeeded({ resourceTemplates: [] })],
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

/** A tool that is not the caller's to know answers as one that does not exist. */
async function callTool(asked: Asked, tools: ReadonlyMap<string, OpenTool>, { checkSchema }: McpPorts): Promise<Answer> {
  const { params } = asked.request;
  const tool = tools.get(textIn(params, 'name') ?? '');
  if (tool === undefined)
    return failed(rpcCodes.invalidParams, 'There is no such tool. tools/list names those that are open to you.');
  const args = objectIn(params, 'arguments');
  const misfit = checkSchema(tool.definition.inputSchema, args);
  return misfit === undefined ? tool.run(args, asked) : toolError(misfit);
}
