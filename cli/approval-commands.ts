/** The commands of approvals: the inbox, verdicts, and `exec`, which waits. */

import type { Command } from 'commander';
import type { GatewayOptions } from './api.ts';
import {
  approvalRow,
  approvalText,
  type Body,
  cancelApproval,
  giveVerdict,
  type ListOptions,
  listApprovals,
  nudgeApprovers,
  showApproval,
  type VerdictOptions,
} from './approvals.ts';
import type { Environment } from './environment.ts';
import { type ExecOptions, exec } from './exec.ts';
import { gatewayCommand } from './gateway-command.ts';
import { table } from './print.ts';

type Printing = { readonly out: (line: string) => void; readonly say: (line: string) => void };
type Json = { readonly json?: boolean };

export function approvalCommands(root: Command, environment: Environment, { out, say }: Printing): void {
  const approvals = root.command('approvals').description('approvals: what waits for you, and your verdicts');
  gatewayCommand(approvals, 'list', 'what waits for your verdict, newest first')
    .option('--mine', 'what you, or your agents, asked for')
    .option('--state <states>', 'pending,approved,rejected,expired,cancelled,used', 'pending')
    .option('--json', 'print JSON')
    .action(async (options: ListOptions & Json) => {
      const items = await listApprovals(environment, options);
      if (options.json === true) return out(JSON.stringify(items));
      out(table(items.map(approvalRow), ['id', 'state', 'call', 'requester', 'missing', 'until']));
    });
  gatewayCommand(approvals, 'show', 'one approval: the call, who is asked, who decided')
    .argument('<id>')
    .option('--json', 'print JSON')
    .action(async (id: string, options: GatewayOptions & Json) => {
      const body = await showApproval(environment, options, id);
      out(options.json === true ? JSON.stringify(body) : approvalText(body));
    });
  for (const verdict of ['approve', 'reject'] as const) {
    gatewayCommand(approvals, verdict, `${verdict} it; needs a sign-in of the last 10 minutes`)
      .argument('<id>')
      .option('--comment <text>', 'for the requester')
      .option('--seen <path...>', 'parts of the call that are not shown, each to be said yes to by its path')
      .action(async (id: string, options: VerdictOptions) =>
        say(became(await giveVerdict(environment, options, { id, verdict }))),
      );
  }
  gatewayCommand(approvals, 'cancel', 'take back what you asked for')
    .argument('<id>')
    .action(async (id: string, options: GatewayOptions) => say(became(await cancelApproval(environment, options, id))));
  gatewayCommand(approvals, 'nudge', 'remind the approvers')
    .argument('<id>')
    .action(async (id: string, options: GatewayOptions) => {
      await nudgeApprovers(environment, options, id);
      say('The approvers are reminded.');
    });
  gatewayCommand(root, 'exec', 'run a command with the profile of a connection, and wait through its approvals')
    .requiredOption('--connection <name>', 'the connection')
    .option('--break-glass', 'in a break-glass session, opened with --reason')
    .option('--reason <text>', 'why it is opened, for everybody who is told')
    .argument('<command...>', 'after --: aws ec2 terminate-instances …')
    .action(async (command: readonly string[], options: ExecOptions) => {
      process.exitCode = await exec(environment, options, command, say);
    });
}

function became({ id, state }: Body): string {
  return `Approval ${String(id)} is ${String(state)}.`;
}
