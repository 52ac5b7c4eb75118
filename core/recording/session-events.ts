/** Reading one session whole: what an export and a replay need of the record. */

import type { EventPage, Position } from '../ports.ts';

export type SessionEvents = {
  /**
   * Everything of one session with its bodies, intents too, oldest first. A page may hold fewer than asked and still have a `next`;
   * the end is no `next`. Errors: `recorder-unavailable`.
   */
  readonly session: (id: string, limit: number, after?: Position) => Promise<EventPage>;
};
