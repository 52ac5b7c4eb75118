/** `npm start`: the whole product on one machine. */

import { readArguments } from './arguments.ts';
import { holdDataDirectory } from './data-directory.ts';
import { type RunningGateway, startGateway } from './server.ts';

try {
  const args = readArguments(process.argv.slice(2));
  const release = holdDataDirectory(args.dataDirectory);
  const gateway = await startGateway(args);
  process.stdout.write(welcome(gateway));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop(gateway, release));
  }
} catch (error) {
  process.stderr.write(`countersign: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function stop(gateway: RunningGateway, release: () => void): Promise<void> {
  await gateway.close();
  release();
  process.exit(0);
}

/** What is running, and what to paste next. */
function welcome({ apiUrl, wireUrl, hasDevIssuer, config }: RunningGateway): string {
  const connection = config.connections[0]?.name ?? '';
  const url = apiUrl === 'http://127.0.0.1:4180' ? '' : ` --url ${apiUrl}`;
  const signIn = hasDevIssuer ? `login --as engineer${url}` : `login${url}`;
  return `
Countersign is running on this machine.
  JSON API   ${apiUrl}
  AWS wire   ${wireUrl}
${hasDevIssuer ? `  Inbox      ${apiUrl}/local/inbox   (what approvers get by Slack and mail)\n` : ''}
In another terminal, in this folder, paste:

  ./bin/countersign.mjs ${signIn}
  ./bin/countersign.mjs setup --connection ${connection}
  export AWS_PROFILE=countersign-${connection}
  aws ec2 describe-instances
  ./bin/countersign.mjs sessions list

It listens on 127.0.0.1 only, and is no boundary between the users of this machine. Stop it with Ctrl-C.
`;
}
