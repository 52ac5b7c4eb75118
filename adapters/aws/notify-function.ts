/** Has the function of the approvals' machine tell people of calls that went through: an asynchronous invocation, which Lambda keeps and repeats. */

import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type CallNotices, createCallNotices } from '#core/call-notices.ts';
import type { Log } from '#core/ports.ts';

export type NotifyFunctionOptions = { readonly client: LambdaClient; readonly functionArn: string; readonly log: Log };

export function createNotifyFunction({ client, functionArn, log }: NotifyFunctionOptions): CallNotices {
  return createCallNotices(async (notice) => {
    const Payload = Buffer.from(JSON.stringify({ step: 'called', notice }));
    await client
      .send(new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload }))
      .catch((thrown: unknown) => {
        const cause = thrown instanceof Error ? thrown.name : 'unknown';
        log({
          level: 'error',
          message: 'Nobody could be told of a call; the record names who was to be.',
          callId: notice.callId,
          cause,
        });
      });
  });
}
