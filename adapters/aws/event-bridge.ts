/** State changes onto a bus of EventBridge. */

import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { StateChange, StateFeed } from '#core/state-change.ts';

export type Bus = { readonly client: EventBridgeClient; readonly name: string };

/** EventBridge's limit for one request. */
const batch = 10;

/** Errors: what the client throws, and an Error for events that the bus refused: a retry tells them again under the same ids. */
export function createEventBridgeFeed({ client, name }: Bus): StateFeed {
  async function tell(changes: readonly StateChange[]): Promise<void> {
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({
        Entries: changes.map((change) => ({
          EventBusName: name,
          Source: 'countersign',
          DetailType: change.type,
          Time: new Date(change.time),
          Detail: JSON.stringify(change),
        })),
      }),
    );
    const refused = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode;
    if ((FailedEntryCount ?? 0) > 0) throw new Error(`the bus refused ${FailedEntryCount} events: ${refused}`);
  }

  return {
    name: `event bus ${name}`,
    tell: async (changes) => {
      for (let start = 0; start < changes.length; start += batch) await tell(changes.slice(start, start + batch));
    },
  };
}
