/** The `unknown` event: the end of a call whose outcome was never recorded, told in the words of its intent. */

import type { Json } from '../model.ts';
import type { StoredEvent } from '../ports.ts';
import { epochMilliseconds } from './epoch.ts';
import { type EventContent, metadataOf, type Stamp } from './event.ts';
import { memberOf, textAt } from './read-json.ts';

/** Everything that says who asked for what stays as the intent has it; its parameters and facts stay in the intent alone. */
export function composeUnknown({ line, columns }: StoredEvent, stamp: Stamp): EventContent {
  const intent = JSON.parse(line);
  const { attestation_list: _attestation, ...content } = intent;
  return {
    ...content,
    time: epochMilliseconds(stamp.time),
    time_dt: stamp.time,
    status_id: 0,
    disposition_id: 0,
    metadata: { ...metadataOf(stamp, memberOf(intent, 'metadata', 'profiles') ?? []), ...correlationOf(intent) },
    api: { ...without(intent.api, 'request'), request: { uid: textAt(intent, 'api', 'request', 'uid') ?? columns.id } },
    unmapped: { countersign: ownMembers(memberOf(intent, 'unmapped', 'countersign'), columns.id, stamp) },
  };
}

function correlationOf(intent: Json): { readonly correlation_uid?: string } {
  const approval = textAt(intent, 'metadata', 'correlation_uid');
  return approval === undefined ? {} : { correlation_uid: approval };
}

function ownMembers(intent: Json | undefined, intentId: string, { predecessor }: Stamp): Json {
  return {
    ...without(intent, 'facts', 'predecessor'),
    kind: 'unknown',
    marks: ['error'],
    detail: { intent: intentId },
    ...(predecessor === undefined ? {} : { predecessor }),
  };
}

function without(value: Json | undefined, ...names: readonly string[]): { readonly [name: string]: Json } {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
