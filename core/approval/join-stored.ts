/** Legs of other clients that wait for a stored call: once it ran, its answer is theirs too. */

import type { Approval } from './approval.ts';
import { alreadyOver, changed, refused, type Transition } from './transition.ts';

/** Further commands of the same call wait as they would without it: they ask for themselves afterwards. */
const mostJoined = 50;

export function isJoined({ joined }: Approval, command: string): boolean {
  return joined?.includes(command) === true;
}

/** Refused where nothing is stored, and where it is over. */
export function joinStored(approval: Approval, command: string): Transition {
  const { executor, state, joined = [] } = approval;
  if (executor !== 'stored') return refused('conflict', 'The call of this approval is made by its client.');
  if (state !== 'pending' && state !== 'approved') return alreadyOver(state);
  if (isJoined(approval, command)) return changed(approval, {});
  if (joined.length >= mostJoined) return refused('conflict', 'Too many commands wait for the same call already.');
  return changed(approval, { joined: [...joined, command] });
}
