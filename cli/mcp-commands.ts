/** The commands about MCP: what to paste into a client, and which tools of servers people accept. */

import type { Command } from 'commander';
import type { GatewayOptions } from './api.ts';
import type { Environment } from './environment.ts';
import { gatewayCommand } from './gateway-command.ts';
import { type McpConfigOptions, mcpClients, mcpConfig } from './mcp-config.ts';
import type { Accepting } from './mcp-tools.ts';
import { table } from './print.ts';
import type { Printing } from './record-commands.ts';
import { gatewayUrl } from './sign-in.ts';

type Json = { readonly json?: boolean };

const operatorsFile = ['--config <file>', 'the operator’s file, which names the lock file (mcpPins)'] as const;
const thenDeploy = 'Commit the lock file and deploy it: until then the gateway withholds what is new.';

export function mcpCommands(root: Command, environment: Environment, { out, say }: Printing): void {
  mcpConfigCommand(root, environment, say);
  const mcp = root.command('mcp').description('tools of MCP servers, and which of them people accepted');
  gatewayCommand(mcp, 'list', 'tools that are offered to you, with those that are withheld')
    .option('--json', 'print JSON')
    .action(async (options: GatewayOptions & Json) => {
      const { readTools, rowsOf } = await import('./mcp-tools.ts');
      const states = await readTools(environment, options);
      out(options.json === true ? JSON.stringify(states) : table(rowsOf(states), ['server', 'tool', 'state', 'suspicion']));
      for (const { server, code } of states.failed) say(`${server} could not be listed: ${code}.`);
    });
  gatewayCommand(mcp, 'diff', 'what changed in tools since they were accepted, and what is new')
    .argument('[server]')
    .argument('[tools...]')
    .action(async (server: string | undefined, tools: readonly string[], options: GatewayOptions) => {
      const { readTools, withheld } = await import('./mcp-tools.ts');
      const lines = withheld(await readTools(environment, options), server === undefined ? [] : [server, ...tools]);
      for (const line of lines) out(line);
      if (lines.length === 0) say('Nothing is withheld.');
    });
  gatewayCommand(mcp, 'pin', 'write every new tool that is not suspicious into the lock file')
    .argument('[server]')
    .option(...operatorsFile, 'countersign.config.yaml')
    .action(async (server: string | undefined, options: GatewayOptions & Accepting) => {
      const { readTools, pinNew } = await import('./mcp-tools.ts');
      const taken = pinNew(await readTools(environment, options), server, options);
      say(`${taken.length} tool(s) accepted.${taken.length === 0 ? '' : ` ${thenDeploy}`}`);
    });
  gatewayCommand(mcp, 'accept', 'write tools as they are now into the lock file')
    .argument('<server>')
    .argument('<tools...>')
    .option(...operatorsFile, 'countersign.config.yaml')
    .option('--despite-suspicions', 'accept what the screening finds suspicious')
    .action(async (server: string, tools: readonly string[], options: GatewayOptions & Accepting) => {
      const { readTools, acceptTools } = await import('./mcp-tools.ts');
      const taken = acceptTools(await readTools(environment, options), [server, ...tools], options);
      say(`${taken.length} tool(s) accepted. ${thenDeploy}`);
    });
  mcp
    .command('import')
    .description('the servers of a client’s mcp.json, or of a server.json, as connections for the operator’s file')
    .argument('<file>')
    .requiredOption('--group <name...>', 'whose members may use them')
    .action(async (file: string, { group }: { readonly group: readonly string[] }) => {
      const [{ importServers }, { readText }] = await Promise.all([import('./mcp-import.ts'), import('./policy-files.ts')]);
      const { text, due } = importServers(readText(file), group);
      process.stdout.write(text);
      for (const line of due) say(line);
    });
}

/** It asks nothing: a client of MCP signs in by itself. */
function mcpConfigCommand(root: Command, environment: Environment, say: Printing['say']): void {
  root
    .command('mcp-config')
    .description('what to paste, so that a client of MCP reaches the gateway')
    .requiredOption('--client <name>', mcpClients.join(', '))
    .option('--connection <name>', 'one connection instead of everything that is open to you')
    .option('--url <url>', 'the gateway (else COUNTERSIGN_URL, else the last sign-in)')
    .action((options: McpConfigOptions & Pick<GatewayOptions, 'url'>) => {
      const { where, text } = mcpConfig(gatewayUrl(environment, options.url), options);
      say(`For ${where}:`);
      process.stdout.write(text);
    });
}
