/** The event that closes a payload which passed without being held: how much of it, its keyed hash, and how it ended. */

import { maskJson } from './masking/mask-text.ts';
import type { EventDraft } from './recording/draft.ts';
import { event, latencyMs, type Story } from './story.ts';

export type PayloadEnd = 'whole' | 'client-gone' | 'upstream-broke';

export type PassedPayload = {
  readonly end: PayloadEnd;
  readonly sizeBytes: number;
  readonly keyedHash: string;
  readonly at: string;
};

/** What its outcome had to say is not said again. */
export function payloadEvent(story: Story, { end, at, sizeBytes, keyedHash }: PassedPayload): EventDraft {
  const { masks: _masks, facts: _facts, would: _would, ...draft } = event(story, 'payload');
  const { outcome: _outcome, ...answer } = story.answer ?? { outcome: 'unknown' };
  return {
    ...draft,
    detail: maskJson({ state: end, ...(story.approval === undefined ? {} : { approval: story.approval.id }) }),
    answer: {
      ...answer,
      outcome: end === 'whole' ? 'success' : 'failure',
      latencyMs: latencyMs(story, at),
      payload: { class: answer.payload?.class ?? 'unmodelled', sizeBytes, keyedHash },
    },
  };
}
