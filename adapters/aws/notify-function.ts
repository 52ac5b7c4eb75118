/** Has the function of the approvals' machine tell people of calls that went through: an asynchronous invocation, which Lambda keeps and repeats. */

import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type CallNotices, createCallNotices } from '#core/call-notices.ts';
import type { Log } from '#core/ports.ts';

export type NotifyFunctionOptions = {
  /** Opened when somebody is first told: most calls tell nobody, and a cold start need not load it. */
  readonly openClient: () => Promise<LambdaClient>;
  readonly functionArn: string;
  readonly log: Log;
};

export function createNotifyFunction({ openClient, functionArn, log }: NotifyFunctionOptions): CallNotices {
  let client: Promise<LambdaClient> | undefined;
  const invoke = async (event: object) => {
    client ??= openClient();
    const { InvokeCommand } = await import('@aws-sdk/client-lambda');
    const Payload = Buffer.from(JSON.stringify(event));
    await (await client).send(new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload }));
  };
  return createCallNotices((notice) =>
    invoke({ step: 'called', notice }).catch((thrown: unknown) => {
      const cause = thrown instanceof Error ? thrown.name : 'unknown';
      const message = 'Nobody could be told of a call; the record names who was to be.';
      log({ level: 'error', message, callId: notice.callId, cause });
    }),
  );
}
