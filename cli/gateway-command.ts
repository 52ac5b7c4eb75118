/** A command that talks to a gateway, with the options by which every one of them finds it and its caller. */

import type { Command } from 'commander';

export function gatewayCommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--url <url>', 'the gateway (else COUNTERSIGN_URL, else the last sign-in)')
    .option('--as <account>', 'a fixture account of a gateway on one machine');
}
