/** The event of a change to the record that nobody may make: what was found, by whom, and never what it held. */

import { maskJson, maskText } from './masking/mask-text.ts';
import type { EventDraft } from './recording/draft.ts';

export type Tampering = {
  /** The event that is not as its writer left it. */
  readonly event: string;
  readonly what: 'changed' | 'deleted' | 'unsound';
  /** SHA-256 of the stored item before and after, where they were seen. */
  readonly before?: string;
  readonly after?: string;
};

export function tamperingEvent(found: Tampering, callId: string): EventDraft {
  return {
    kind: 'tampering',
    channel: 'json',
    callId,
    // Nobody asked: the sealer found it.
    sourceIp: '0.0.0.0',
    client: maskText('countersign'),
    detail: maskJson({ ...found }),
  };
}
